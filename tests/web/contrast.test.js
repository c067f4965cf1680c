import { LEAST, onWhite } from "/static/webinars/contrast.js";
import { same, test } from "./kit.js";

test("contrast on white is that of WCAG, as Python says it", () => {
  same(onWhite("#000000")?.toFixed(3), "21.000");
  same(onWhite("#ffffff")?.toFixed(3), "1.000");
  same(onWhite("#0b6e6e")?.toFixed(3), "6.052");
  same(onWhite(" #7A1F5C ")?.toFixed(3), "9.642");
  same(LEAST, 4.5);
});

test("what is no colour has no contrast", () => {
  same(onWhite("teal"), null);
  same(onWhite("#fff"), null);
});
