#include "client/ini_file.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace eni::client {

namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

struct Line {
  std::size_t number;
  std::string text;  ///< without blanks around it
};

bool is_comment(std::string_view line) { return line.starts_with('#') || line.starts_with(';'); }

class Parser {
 public:
  explicit Parser(const std::string& file) : file_{file} {}

  Result<std::vector<IniSection>> parse(std::string_view text) {
    for (const std::string& line : split(text, '\n')) {
      ++number_;
      ENI_CHECK(read(line));
    }
    ENI_CHECK(end_value());
    for (IniSection& section : sections_) section.settings.insert(defaults_.begin(), defaults_.end());
    return std::move(sections_);
  }

 private:
  Error problem(std::size_t line, const std::string& what, std::string hint = "") const {
    return {file_ + ":" + std::to_string(line) + ": " + what, std::move(hint)};
  }

  Result<void> read(const std::string& line) {
    const std::string text{trim(line)};
    if (is_comment(text)) return {};
    if (text.empty()) {
      if (!key_.empty()) value_.push_back({number_, ""});
      return {};
    }
    const std::size_t indent = std::min(line.find_first_not_of(kBlanks), line.size());
    if (!key_.empty() && indent > indent_) {
      value_.push_back({number_, text});
      return {};
    }
    ENI_CHECK(end_value());
    indent_ = indent;
    return text.front() == '[' && text.rfind(']') != std::string::npos && text.rfind(']') > 1
               ? begin_section(text.substr(1, text.rfind(']') - 1))
               : begin_value(text);
  }

  Result<void> begin_section(const std::string& name) {
    const bool is_default = name == "DEFAULT";
    const auto same = [&](const IniSection& section) { return section.name == name; };
    if (std::any_of(sections_.begin(), sections_.end(), same))
      return problem(number_, "the section [" + name + "] is there twice", "join the two");
    if (!is_default) sections_.push_back({name, {}});
    current_ = is_default ? &defaults_ : &sections_.back().settings;
    return {};
  }

  Result<void> begin_value(const std::string& text) {
    if (!current_) return problem(number_, "a section such as [default] must come first");
    const std::size_t sign = text.find_first_of("=:");
    if (sign == std::string::npos || trim(text.substr(0, sign)).empty())
      return problem(number_, "neither a [section] nor 'key = value'");
    key_ = to_lower(trim(text.substr(0, sign)));
    if (current_->count(key_) > 0) return problem(number_, "'" + key_ + "' is there twice in its section");
    value_ = {{number_, std::string(trim(text.substr(sign + 1)))}};
    return {};
  }

  /// Keeps the value that was being read, if any.
  Result<void> end_value() {
    if (key_.empty()) return {};
    while (value_.size() > 1 && value_.back().text.empty()) value_.pop_back();
    Setting setting;
    if (value_.size() > 1 && value_.front().text.empty()) {
      ENI_TRY(setting.nested, nested());
    } else {
      for (const Line& line : value_) setting.text += (&line == &value_.front() ? "" : "\n") + line.text;
    }
    current_->emplace(std::move(key_), std::move(setting));
    key_.clear();
    return {};
  }

  Result<std::map<std::string, std::string>> nested() const {
    std::map<std::string, std::string> settings;
    for (const Line& line : value_) {
      if (line.text.empty()) continue;
      const std::size_t sign = line.text.find('=');
      if (sign == std::string::npos)
        return problem(line.number, "below '" + key_ + "' must stand 'key = value'");
      settings[std::string(trim(line.text.substr(0, sign)))] = trim(line.text.substr(sign + 1));
    }
    return settings;
  }

  const std::string& file_;
  std::vector<IniSection> sections_;
  Settings defaults_;
  Settings* current_ = nullptr;  ///< where keys go now; no section is added while a value is being read
  std::size_t number_ = 0;
  std::size_t indent_ = 0;   ///< of the key's line
  std::string key_;          ///< whose value is being read; empty: none
  std::vector<Line> value_;  ///< its lines so far
};

}  // namespace

Result<std::vector<IniSection>> parse_ini(std::string_view text, const std::string& file) {
  if (text.size() > kMaxIniBytes)
    return Error{file + ": a file of settings has at most " + std::to_string(kMaxIniBytes) + " bytes", ""};
  return Parser{file}.parse(text);
}

}  // namespace eni::client
