#include "sandbox/hosts/tools/aws/ini_file.h"

#include <optional>

#include "base/text.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

std::optional<std::string_view> section_in(std::string_view line) {
  const std::string_view inner = trim(line);
  if (!inner.starts_with('[') || !inner.ends_with(']')) return std::nullopt;
  return trim(inner.substr(1, inner.size() - 2));
}

struct Setting {
  std::string_view name, value;
};

/// Indented lines belong to the setting above them, comments to nobody.
std::optional<Setting> setting_in(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t' || line[0] == '#' || line[0] == ';')
    return std::nullopt;
  const auto sign = line.find('=');
  if (sign == std::string_view::npos) return std::nullopt;
  return Setting{trim(line.substr(0, sign)), trim(line.substr(sign + 1))};
}

}  // namespace

IniFile read_ini(std::string_view text) {
  IniFile file;
  std::string section;
  for (const std::string& line : split(text, '\n')) {
    if (const auto name = section_in(line)) {
      section = *name;
      file[section];
    } else if (const auto setting = setting_in(line)) {
      file[section][std::string(setting->name)] = setting->value;
    }
  }
  return file;
}

std::string with_ini_value(std::string_view text, std::string_view section, std::string_view name,
                           std::string_view value) {
  const std::string setting = std::string(name) + " = " + std::string(value);
  std::vector<std::string> lines;
  if (!text.empty()) lines = split(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text, '\n');
  std::optional<std::size_t> end;
  bool is_inside = false;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (const auto found = section_in(lines[at])) is_inside = *found == section;
    if (!is_inside) continue;
    const auto old = setting_in(lines[at]);
    if (old && old->name == name) {
      lines[at] = setting;
      return join(lines, "\n") + "\n";
    }
    end = at + 1;
  }
  if (!end) {
    lines.push_back("[" + std::string(section) + "]");
    end = lines.size();
  }
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(*end), setting);
  return join(lines, "\n") + "\n";
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
