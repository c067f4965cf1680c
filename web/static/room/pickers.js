/**
 * A list of devices to choose from.
 */

import { t } from "../live/words.js";

/**
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceInfo[]} found
 * @param {MediaStreamTrack|undefined} used
 */
export function fillPicker(select, found, used) {
  const current = used?.getSettings().deviceId ?? "";
  select.replaceChildren(
    ...found.map(({ deviceId, label }, n) => {
      const option = document.createElement("option");
      option.value = deviceId;
      option.textContent = label || t("Device {n}", { n: n + 1 });
      option.selected = deviceId === current;
      return option;
    }),
  );
  if (found.length === 0) {
    const none = document.createElement("option");
    none.textContent = t("None found");
    select.append(none);
  }
  select.disabled = found.length === 0;
}
