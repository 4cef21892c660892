#include "sandbox/hosts/tools/aws/output.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

/// Python's shortest form of a number, not JSON's "1.5E0".
std::string number_text(const json::value& value) {
  if (!value.is_double()) return json::serialize(value);
  constexpr std::size_t kLongest = 64;
  char text[kLongest];
  const auto end = std::to_chars(text, text + sizeof text, value.get_double()).ptr;
  std::string out(text, end);
  return out.find_first_of(".en") == std::string::npos ? out + ".0" : out;
}

std::string indent(std::size_t depth, std::size_t width) { return std::string(depth * width, ' '); }

void append_json(std::string& out, const json::value& value, std::size_t depth) {
  constexpr std::size_t kWidth = 4;
  const auto separator = [&](bool& first) {
    out += first ? "\n" : ",\n";
    out += indent(depth + 1, kWidth);
    first = false;
  };
  bool first = true;
  if (const json::object* object = value.if_object(); object && !object->empty()) {
    out += "{";
    for (const auto& [name, inner] : *object) {
      separator(first);
      out += json::serialize(json::value(name)) + ": ";
      append_json(out, inner, depth + 1);
    }
    out += "\n" + indent(depth, kWidth) + "}";
  } else if (const json::array* array = value.if_array(); array && !array->empty()) {
    out += "[";
    for (const json::value& inner : *array) {
      separator(first);
      append_json(out, inner, depth + 1);
    }
    out += "\n" + indent(depth, kWidth) + "]";
  } else {
    out += number_text(value);
  }
}

// ---- text ------------------------------------------------------------------------------------------------------

class TextWriter {
 public:
  void write(const json::value& value, const std::optional<std::string>& name,
             const std::optional<std::vector<std::string>>& columns = std::nullopt) {
    if (const json::object* object = value.if_object()) {
      write_structure(*object, name, columns);
    } else if (const json::array* array = value.if_array()) {
      write_list(*array, name);
    } else {
      out_ += python_text(value) + "\n";
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void write_list(const json::array& all, const std::optional<std::string>& name) {
    const auto any = [&all](auto is) { return std::any_of(all.begin(), all.end(), is); };
    if (any([](const json::value& entry) { return entry.is_object(); })) {
      const auto columns = all_columns(all);
      for (const json::value& entry : all) write(entry, name, columns);
    } else if (any([](const json::value& entry) { return entry.is_array(); })) {
      json::array scalars;
      for (const json::value& entry : all)
        if (is_scalar(entry)) scalars.push_back(entry);
      if (!scalars.empty()) write_scalars(scalars, name);
      for (const json::value& entry : all)
        if (!is_scalar(entry)) write(entry, name);
    } else if (!all.empty()) {
      write_scalars(all, name);
    }
  }

  static std::vector<std::string> all_columns(const json::array& all) {
    std::set<std::string> names;
    for (const json::value& entry : all) {
      if (!entry.is_object()) continue;
      for (const auto& [name, inner] : entry.get_object())
        if (is_scalar(inner)) names.emplace(name);
    }
    return {names.begin(), names.end()};
  }

  void write_scalars(const json::array& all, const std::optional<std::string>& name) {
    std::vector<std::string> texts;
    for (const json::value& entry : all) texts.push_back(python_text(entry));
    if (!name) {
      out_ += join(texts, "\t") + "\n";
      return;
    }
    for (const std::string& text : texts) out_ += to_upper(*name) + "\t" + text + "\n";
  }

  void write_structure(const json::object& object, const std::optional<std::string>& name,
                       const std::optional<std::vector<std::string>>& columns) {
    std::vector<std::string> cells;
    std::map<std::string, const json::value*> nested;
    std::map<std::string, const json::value*> scalars;
    for (const auto& [key, inner] : object) (is_scalar(inner) ? scalars : nested)[std::string(key)] = &inner;
    if (columns) {
      for (const std::string& column : *columns) {
        nested.erase(column);
        const json::value* cell = find(object, column);
        cells.push_back(!cell ? "" : is_scalar(*cell) ? python_text(*cell) : json::serialize(*cell));
      }
    } else {
      for (const auto& [key, inner] : scalars) cells.push_back(python_text(*inner));
    }
    if (!cells.empty()) {
      if (name) cells.insert(cells.begin(), to_upper(*name));
      out_ += join(cells, "\t") + "\n";
    }
    for (const auto& [key, inner] : nested) write(*inner, key);
  }

  std::string out_;
};

// ---- YAML ------------------------------------------------------------------------------------------------------

std::string yaml_scalar(const json::value& value) {
  if (!value.is_string()) return number_text(value);
  const std::string text = as_text(value);
  const bool is_word = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("-_./:+").find(c) != std::string_view::npos;
  });
  // What YAML would take for a number, a date or a truth value stands in quotes.
  const bool is_plain = is_word && std::isalpha(static_cast<unsigned char>(text[0])) && text.back() != ':' &&
                        !iequals(text, "true") && !iequals(text, "false") && !iequals(text, "null") &&
                        !iequals(text, "yes") && !iequals(text, "no") && !iequals(text, "on") &&
                        !iequals(text, "off");
  if (is_plain) return text;
  if (text.find('\n') == std::string::npos) return "'" + replace_all(text, "'", "''") + "'";
  return json::serialize(value);
}

void append_yaml(std::string& out, const json::value& value, std::size_t depth) {
  const auto nested = [&](const json::value& inner) {
    const bool is_empty =
        is_scalar(inner) || (inner.is_array() ? inner.get_array().empty() : inner.get_object().empty());
    if (is_empty) {
      out += " " + (is_scalar(inner) ? yaml_scalar(inner) : json::serialize(inner)) + "\n";
      return;
    }
    out += "\n";
    append_yaml(out, inner, depth + (inner.is_array() ? 0 : 1));
  };
  if (const json::object* object = value.if_object()) {
    for (const auto& [name, inner] : *object) {
      out += indent(depth, 2) + yaml_scalar(json::value(name)) + ":";
      nested(inner);
    }
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& entry : *array) {
      std::string inner;
      append_yaml(inner, entry, depth + 1);
      const std::string_view first = inner;
      out += indent(depth, 2) + "- " + std::string(first.substr(std::min(inner.size(), (depth + 1) * 2)));
    }
  } else {
    out += indent(depth, 2) + yaml_scalar(value) + "\n";
  }
}

}  // namespace

std::string python_text(const json::value& value) {
  if (value.is_string()) return as_text(value);
  if (value.is_null()) return "None";
  if (value.is_bool()) return value.get_bool() ? "True" : "False";
  return number_text(value);
}

std::string json_output(const json::value& value) {
  if (value.is_object() && value.get_object().empty()) return {};
  std::string out;
  append_json(out, value, 0);
  return out + "\n";
}

std::string text_output(const json::value& value) {
  TextWriter writer;
  writer.write(value, std::nullopt);
  return writer.take();
}

std::string yaml_output(const json::value& value) {
  if (value.is_object() && value.get_object().empty()) return {};
  std::string out;
  append_yaml(out, value, 0);
  return out;
}

std::string formatted(std::string_view format, std::string_view title, const json::value& value) {
  if (format == "text") return text_output(value);
  if (format == "table") return table_output(title, value);
  if (format == "yaml" || format == "yaml-stream") return yaml_output(value);
  return json_output(value);
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
