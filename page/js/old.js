// Read by any browser, the oldest included: says what to do where the page cannot run.
(function () {
  var able =
    typeof WebAssembly === "object" &&
    "noModule" in document.createElement("script") &&
    typeof DecompressionStream === "function" &&
    typeof TransformStream === "function";
  document.addEventListener("DOMContentLoaded", function () {
    if (!able) document.getElementById("old").removeAttribute("hidden");
  });
  window.snrAble = able;
})();
