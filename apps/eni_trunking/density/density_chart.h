#pragma once
/// Density as a picture for a document: two bars a line, without and with trunking. Light or dark as its reader's system is.
#include <optional>
#include <string>
#include <vector>

namespace eni::command {

struct DensityBars {
  std::string label;  ///< a type or a size
  int without = 0;
  std::optional<int> with;  ///< nothing: not known
};

struct DensityChart {
  std::string title;
  std::string subtitle;  ///< "" for none
  std::vector<DensityBars> bars;
};

/// An image of its own: <svg …>…</svg> with its styles, without scripts or fonts from elsewhere.
std::string draw_svg(const DensityChart& chart);

/// A page with the picture and the table of `chart`, and `notes`, a text in lines.
std::string write_html(const DensityChart& chart, const std::string& notes);

}  // namespace eni::command
