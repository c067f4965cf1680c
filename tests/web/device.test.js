import { deviceOf } from "/static/live/device.js";
import { same, test } from "./kit.js";

const DESK = { fingers: 0, shortSide: 900 };
const HAND = { fingers: 5, shortSide: 390 };

test("computers, phones and tablets are told apart", () => {
  const cases = [
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
      DESK,
      ["desktop", "Edge", "Windows"],
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
      DESK,
      ["desktop", "Firefox", "Linux"],
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
      DESK,
      ["desktop", "Safari", "macOS"],
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
      { fingers: 5, shortSide: 820 },
      ["tablet", "Safari", "iOS"],
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/124.0 Mobile/15E148 Safari/604.1",
      HAND,
      ["phone", "Chrome", "iOS"],
    ],
    [
      "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
      HAND,
      ["phone", "Samsung Internet", "Android"],
    ],
    [
      "Mozilla/5.0 (Linux; Android 14; Pixel Tablet) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
      { fingers: 5, shortSide: 800 },
      ["tablet", "Chrome", "Android"],
    ],
    ["something new", DESK, ["desktop", "other", "other"]],
  ];
  for (const [agent, screen, expected] of cases) {
    const found = deviceOf(agent, screen);
    same([found.class, found.browser, found.os], expected);
  }
});
