#include "eni_trunking/density/density_chart.h"

#include <algorithm>

#include "base/text.h"
#include "eni_trunking/output/html_page.h"

namespace eni::command {

namespace {

// Pixels.
constexpr int kWidth = 760;
constexpr int kLeft = 150;   // of the bars
constexpr int kRight = 700;  // of the longest of them; its number stands behind it
constexpr int kTop = 92;
constexpr int kBar = 11;
constexpr int kRow = 2 * kBar + 14;
constexpr int kBottom = 34;

constexpr std::string_view kStyle = R"(
    .eni-density { --ink: #1f2933; --soft: #64707d; --grid: #e3e7eb; --paper: #ffffff; --off: #a9b4c0; --on: #0b7a75;
      font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    @media (prefers-color-scheme: dark) {
      .eni-density { --ink: #e6eaee; --soft: #9aa7b4; --grid: #303942; --paper: #14191e; --off: #5b6875; --on: #35c4ba; }
    }
    .eni-density text { fill: var(--ink); }
    .eni-density .soft { fill: var(--soft); }
    .eni-density .title { font-size: 17px; font-weight: 600; }
    .eni-density .grid { stroke: var(--grid); }
    .eni-density .off { fill: var(--off); }
    .eni-density .on { fill: var(--on); }
    .eni-density .paper { fill: var(--paper); }
)";

struct Scale {
  int step = 1;  ///< between two grid lines
  int end = 1;   ///< at kRight

  int x(int value) const { return kLeft + (kRight - kLeft) * value / end; }
};

/// Four to eight lines, at 1, 2, 5, 10, 20, 50, …
Scale scale_for(const std::vector<DensityBars>& bars) {
  int max = 1;
  for (const DensityBars& bar : bars) max = std::max({max, bar.without, bar.with.value_or(0)});
  Scale scale;
  for (int power = 1;; power *= 10) {
    for (const int digit : {1, 2, 5}) {
      scale.step = digit * power;
      scale.end = (max + scale.step - 1) / scale.step * scale.step;
      if (scale.end / scale.step <= 8) return scale;
    }
  }
}

std::string number(int value) { return std::to_string(value); }

std::string text_at(int x, int y, std::string_view attributes, std::string_view text) {
  return "  <text x=\"" + number(x) + "\" y=\"" + number(y) + "\"" + std::string(attributes) + ">" +
         xml_escape(text) + "</text>\n";
}

std::string rect(int x, int y, int width, int height, std::string_view kind) {
  return "  <rect class=\"" + std::string(kind) + "\" x=\"" + number(x) + "\" y=\"" + number(y) +
         "\" width=\"" + number(width) + "\" height=\"" + number(height) + "\" rx=\"2\"/>\n";
}

std::string legend() {
  const int y = kTop - 30;
  return rect(kLeft, y, kBar, kBar, "off") + text_at(kLeft + 18, y + 10, "", "without trunking") +
         rect(kLeft + 150, y, kBar, kBar, "on") + text_at(kLeft + 168, y + 10, "", "with trunking") +
         text_at(kRight, y + 10, " class=\"soft\" text-anchor=\"end\"", "awsvpc tasks on a host");
}

std::string grid(const Scale& scale, int bottom) {
  std::string out;
  for (int value = 0; value <= scale.end; value += scale.step) {
    const std::string x = number(scale.x(value));
    out += "  <line class=\"grid\" x1=\"" + x + "\" y1=\"" + number(kTop - 6) + "\" x2=\"" + x + "\" y2=\"" +
           number(bottom) + "\"/>\n";
    out += text_at(scale.x(value), bottom + 18, " class=\"soft\" text-anchor=\"middle\"", number(value));
  }
  return out;
}

std::string bar(const Scale& scale, int y, std::optional<int> value, std::string_view kind) {
  if (!value) return text_at(kLeft + 6, y + kBar - 1, " class=\"soft\"", "not known");
  const int end = std::max(scale.x(*value), kLeft + 1);
  return rect(kLeft, y, end - kLeft, kBar, kind) + text_at(end + 6, y + kBar - 1, "", number(*value));
}

std::string described(const DensityBars& bars) {
  return bars.label + ": " + number(bars.without) + " without trunking, " +
         (bars.with ? number(*bars.with) : std::string("not known")) + " with";
}

}  // namespace

std::string draw_svg(const DensityChart& chart) {
  const Scale scale = scale_for(chart.bars);
  const int bottom = kTop + kRow * static_cast<int>(chart.bars.size());
  const std::string height = number(bottom + kBottom);
  const std::string width = number(kWidth);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"eni-density\" role=\"img\" width=\"" +
                    width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height +
                    "\">\n  <title>" + xml_escape(chart.title) + "</title>\n  <style>" + std::string(kStyle) +
                    "  </style>\n";
  out += "  <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
  out +=
      text_at(20, 30, " class=\"title\"", chart.title) + text_at(20, 50, " class=\"soft\"", chart.subtitle);
  out += legend() + grid(scale, bottom);
  int y = kTop;
  for (const DensityBars& bars : chart.bars) {
    out += "  <g><title>" + xml_escape(described(bars)) + "</title>\n";
    out += text_at(kLeft - 12, y + kBar + 5, " text-anchor=\"end\"", bars.label);
    out += bar(scale, y, bars.without, "off") + bar(scale, y + kBar + 1, bars.with, "on") + "  </g>\n";
    y += kRow;
  }
  return out + "</svg>\n";
}

std::string write_html(const DensityChart& chart, const std::string& notes) {
  std::string rows;
  for (const DensityBars& bars : chart.bars)
    rows += "<tr><th scope=\"row\">" + xml_escape(bars.label) + "</th><td>" + number(bars.without) +
            "</td><td>" + (bars.with ? number(*bars.with) : std::string("?")) + "</td></tr>\n";
  return html_page(
      chart.title,
      draw_svg(chart) +
          "<table>\n<thead><tr><th>type</th><th>without trunking</th><th>with trunking</th></tr></thead>\n"
          "<tbody>\n" +
          rows + "</tbody>\n</table>\n<pre>" + xml_escape(notes) + "</pre>\n");
}

}  // namespace eni::command
