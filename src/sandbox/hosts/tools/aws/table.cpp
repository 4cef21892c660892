/// --output table: sections below each other, inner ones with bars at their sides.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/text.h"
#include "sandbox/hosts/tools/aws/output.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr std::size_t kPadding = 4;
/// Without a terminal. Wider tables have their single rows turned to columns.
constexpr std::size_t kTerminal = 80;

using Cells = std::vector<std::string>;

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

/// In code points.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string blanks(std::size_t count) { return std::string(count, ' '); }

/// `width` with its bar at the right, and the one at the left if it is the first.
enum class Edge : std::uint8_t { kFirst, kFurther };

std::string centered(std::string_view text, std::size_t width, Edge edge) {
  const std::size_t own = width_of(text);
  const std::size_t half = width / 2;
  const std::size_t before = half > own / 2 + 1 ? half - own / 2 - 1 : 0;
  std::string out = (edge == Edge::kFirst ? "|" : "") + blanks(before) + std::string(text);
  const std::size_t used = width_of(out) + 1;
  return out + blanks(width > used ? width - used : 0) + "|";
}

std::string left_aligned(std::string_view text, std::size_t width, Edge edge) {
  constexpr std::size_t kIndent = 2;
  const std::size_t bars = edge == Edge::kFirst ? 2 : 1;
  const std::size_t indent = width >= width_of(text) + kIndent + bars ? kIndent : 0;
  std::string out = (edge == Edge::kFirst ? "|" : "") + blanks(indent) + std::string(text);
  const std::size_t used = width_of(out) + 1;
  return out + blanks(width > used ? width - used : 0) + "|";
}

struct Section {
  std::string title;
  std::size_t depth = 0;
  Cells headers = {};
  std::vector<Cells> rows = {};

  std::vector<std::size_t> cell_widths() const {
    std::vector<std::size_t> widths;
    const auto grow = [&widths](const Cells& cells) {
      widths.resize(std::max(widths.size(), cells.size()));
      for (std::size_t at = 0; at < cells.size(); ++at)
        widths[at] = std::max(widths[at], width_of(cells[at]));
    };
    grow(headers);
    for (const Cells& row : rows) grow(row);
    return widths;
  }

  std::size_t total_width() const {
    std::size_t total = 2 + 2 * depth;
    for (const std::size_t width : cell_widths()) total += width + kPadding;
    return std::max(width_of(title) + 2 + 2 * depth, total);
  }

  /// The columns stretched in proportion to fill `total`; what rounding leaves is taken from the first or given to the last.
  std::vector<std::size_t> widths_for(std::size_t total) const {
    std::vector<std::size_t> widths = cell_widths();
    for (std::size_t& width : widths) width += kPadding;
    const std::size_t sum = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
    if (sum == 0) return widths;
    const double factor = static_cast<double>(total) / static_cast<double>(sum);
    std::size_t scaled = 0;
    for (std::size_t& width : widths) {
      width = static_cast<std::size_t>(std::nearbyint(factor * static_cast<double>(width)));
      scaled += width;
    }
    for (std::size_t at = 0; scaled > total; at = (at + 1) % widths.size(), --scaled) --widths[at];
    for (std::size_t at = widths.size() - 1; scaled < total;
         at = at == 0 ? widths.size() - 1 : at - 1, ++scaled)
      ++widths[at];
    return widths;
  }

  void turn() {
    if (rows.size() != 1 || headers.empty()) return;
    std::vector<Cells> turned;
    for (std::size_t at = 0; at < headers.size(); ++at) turned.push_back({headers[at], rows[0][at]});
    rows = std::move(turned);
    headers.clear();
  }
};

class Builder {
 public:
  void build(const std::string& title, const json::value& value, std::size_t depth) {
    if (value.is_array() ? value.get_array().empty() : !value.is_object() || value.get_object().empty())
      return;
    sections_.push_back({title, depth});
    if (const json::object* object = value.if_object()) {
      add_structure(*object, depth);
    } else {
      add_list(title, value.get_array(), depth);
    }
  }
  std::vector<Section> take() { return std::move(sections_); }

 private:
  struct Names {
    std::set<std::string> scalars, nested;
    void add(const json::object& object) {
      for (const auto& [name, inner] : object) (is_scalar(inner) ? scalars : nested).emplace(name);
    }
  };

  static Cells cells_of(const json::object& object, const Cells& names) {
    Cells cells;
    for (const std::string& name : names) {
      const json::value* cell = find(object, name);
      cells.push_back(cell && is_scalar(*cell) ? python_text(*cell) : "");
    }
    return cells;
  }

  void add_structure(const json::object& object, std::size_t depth) {
    Names names;
    names.add(object);
    const Cells headers(names.scalars.begin(), names.scalars.end());
    Section& section = sections_.back();
    if (headers.size() == 1) {
      section.rows.push_back({headers[0], python_text(object.at(headers[0]))});
    } else if (!headers.empty()) {
      section.headers = headers;
      section.rows.push_back(cells_of(object, headers));
    }
    for (const std::string& name : names.nested) build(name, object.at(name), depth + 1);
  }

  void add_list(const std::string& title, const json::array& all, std::size_t depth) {
    if (!all.front().is_object()) {
      for (const json::value& entry : all) add_row(entry);
      return;
    }
    Names names;
    for (const json::value& entry : all)
      if (entry.is_object()) names.add(entry.get_object());
    const Cells headers(names.scalars.begin(), names.scalars.end());
    bool is_first = true;
    for (const json::value& entry : all) {
      if (!entry.is_object()) continue;
      if (!is_first && !names.nested.empty()) sections_.push_back({title, depth});
      is_first = false;
      sections_.back().headers = headers;
      sections_.back().rows.push_back(cells_of(entry.get_object(), headers));
      for (const std::string& name : names.nested)
        if (const json::value* inner = find(entry, name)) build(name, *inner, depth + 1);
    }
  }

  void add_row(const json::value& entry) {
    Cells row;
    if (const json::array* array = entry.if_array()) {
      for (const json::value& cell : *array)
        row.push_back(is_scalar(cell) ? python_text(cell) : json::serialize(cell));
    } else {
      row.push_back(is_scalar(entry) ? python_text(entry) : json::serialize(entry));
    }
    sections_.back().rows.push_back(std::move(row));
  }

  std::vector<Section> sections_;
};

class Renderer {
 public:
  Renderer(const Section& section, std::size_t total)
      : section_{section}, width_{total - 2 * section.depth}, widths_{section.widths_for(width_)} {}

  std::string run() {
    line(centered(section_.title, width_, Edge::kFirst));
    if (section_.headers.empty() && section_.rows.empty()) line("+" + std::string(width_ - 2, '-') + "+");
    if (widths_.empty()) return std::move(out_);
    if (!section_.headers.empty()) {
      rule();
      line(cells(section_.headers, centered));
    }
    rule();
    for (const Cells& row : section_.rows) line(cells(row, left_aligned));
    rule();
    return std::move(out_);
  }

 private:
  void line(const std::string& text) {
    const std::string side(section_.depth, '|');
    out_ += side + text + side + "\n";
  }

  void rule() {
    std::string text = "+";
    for (std::size_t at = 0; at < widths_.size(); ++at)
      text += std::string(widths_[at] - (at == 0 ? 2 : 1), '-') + "+";
    line(text);
  }

  std::string cells(const Cells& row, std::string (*shown)(std::string_view, std::size_t, Edge)) const {
    std::string text;
    for (std::size_t at = 0; at < widths_.size() && at < row.size(); ++at)
      text += shown(row[at], widths_[at], at == 0 ? Edge::kFirst : Edge::kFurther);
    return text;
  }

  const Section& section_;
  std::size_t width_;
  std::vector<std::size_t> widths_;
  std::string out_;
};

std::size_t width_of_all(const std::vector<Section>& sections) {
  std::size_t width = 0;
  for (const Section& section : sections) width = std::max(width, section.total_width());
  return width;
}

}  // namespace

std::string table_output(std::string_view title, const json::value& value) {
  Builder builder;
  builder.build(std::string(title), value, 0);
  std::vector<Section> sections = builder.take();
  if (sections.empty()) return {};
  if (width_of_all(sections) > kTerminal)
    for (Section& section : sections) section.turn();
  const std::size_t width = width_of_all(sections);
  std::string out = std::string(width, '-') + "\n";
  for (const Section& section : sections) out += Renderer{section, width}.run();
  return out;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
