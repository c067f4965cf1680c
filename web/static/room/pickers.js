/**
 * A list of devices to choose from.
 */

import { t } from "../live/words.js";

/**
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceInfo[]} found
 * @param {string} current Id of the device in use.
 */
export function fillPicker(select, found, current) {
  select.replaceChildren(
    ...found.map(({ deviceId, label }, n) => {
      const option = document.createElement("option");
      option.value = deviceId;
      option.textContent = label || t("Device {n}", { n: n + 1 });
      option.selected = deviceId === current;
      return option;
    }),
  );
  // A list that shows the first device although none is in use would lie.
  if (found.length > 0 && !found.some(({ deviceId }) => deviceId === current)) {
    const none = document.createElement("option");
    none.textContent = t("Please choose");
    none.selected = true;
    none.disabled = true;
    select.prepend(none);
  }
  if (found.length === 0) {
    const none = document.createElement("option");
    none.textContent = t("None found");
    select.append(none);
  }
  select.disabled = found.length === 0;
}
