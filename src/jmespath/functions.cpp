#include "jmespath/functions.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace eni::jmespath {
namespace {

using Arguments = std::vector<Argument>;
using Value = Result<json::value>;

/// What the specification calls the types that a function takes, as letters: a array, b boolean, e expression, n number, o
/// object, s string, N array of numbers, S array of strings, x any. Alternatives stand together.
struct Function {
  std::string_view name;
  std::vector<std::string_view> parameters;
  enum class Count { kExact, kLastRepeats } count;
  Value (*run)(const Arguments&);
};

double number(const json::value& value) { return value.is_number() ? value.to_number<double>() : 0; }

json::value from_number(double value) {
  constexpr double kExact = 9007199254740992;
  if (std::floor(value) == value && std::abs(value) < kExact) return static_cast<std::int64_t>(value);
  return value;
}

std::string_view type_name(const json::value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "boolean";
  if (value.is_number()) return "number";
  if (value.is_string()) return "string";
  return value.is_array() ? "array" : "object";
}

bool all_of(const json::value& list, bool (*holds)(const json::value&)) {
  return list.is_array() && std::all_of(list.get_array().begin(), list.get_array().end(), holds);
}

bool fits(const Argument& argument, char type) {
  const json::value& value = argument.value;
  if (argument.expression) return type == 'e';
  switch (type) {
    case 'x':
      return true;
    case 'a':
      return value.is_array();
    case 'b':
      return value.is_bool();
    case 'n':
      return value.is_number();
    case 'o':
      return value.is_object();
    case 's':
      return value.is_string();
    case 'N':
      return all_of(value, [](const json::value& entry) { return entry.is_number(); });
    case 'S':
      return all_of(value, [](const json::value& entry) { return entry.is_string(); });
    default:
      return false;
  }
}

/// Numbers or texts before each other.
bool is_less(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return number(a) < number(b);
  return a.is_string() && b.is_string() && a.get_string() < b.get_string();
}

const json::array& list(const Arguments& arguments, std::size_t at = 0) {
  return arguments[at].value.get_array();
}

// ---- numbers ---------------------------------------------------------------------------------------------------

Value abs(const Arguments& in) { return from_number(std::abs(number(in[0].value))); }
Value ceil(const Arguments& in) { return from_number(std::ceil(number(in[0].value))); }
Value floor(const Arguments& in) { return from_number(std::floor(number(in[0].value))); }

double total(const json::array& numbers) {
  double sum = 0;
  for (const json::value& value : numbers) sum += number(value);
  return sum;
}

Value sum(const Arguments& in) { return from_number(total(list(in))); }
Value avg(const Arguments& in) {
  if (list(in).empty()) return json::value(nullptr);
  return json::value(total(list(in)) / static_cast<double>(list(in).size()));
}

Value to_number(const Arguments& in) {
  const json::value& value = in[0].value;
  if (value.is_number()) return value;
  if (!value.is_string()) return json::value(nullptr);
  const auto parsed = parse_json(value.get_string());
  return parsed && parsed->is_number() ? *parsed : json::value(nullptr);
}

// ---- texts -----------------------------------------------------------------------------------------------------

Value starts_with(const Arguments& in) {
  return json::value(std::string_view(in[0].value.get_string()).starts_with(in[1].value.get_string()));
}
Value ends_with(const Arguments& in) {
  return json::value(std::string_view(in[0].value.get_string()).ends_with(in[1].value.get_string()));
}
Value join_texts(const Arguments& in) {
  std::vector<std::string> pieces;
  for (const json::value& value : list(in, 1)) pieces.push_back(as_text(value));
  return json::value(eni::join(pieces, in[0].value.get_string()));
}
Value to_string(const Arguments& in) {
  if (in[0].value.is_string()) return in[0].value;
  return json::value(json::serialize(in[0].value));
}

// ---- lists and objects -----------------------------------------------------------------------------------------

Value contains(const Arguments& in) {
  const json::value& in_what = in[0].value;
  const json::value& what = in[1].value;
  if (in_what.is_string()) {
    const bool found = what.is_string() && std::string_view(in_what.get_string()).find(what.get_string()) !=
                                               std::string_view::npos;
    return json::value(found);
  }
  const json::array& all = in_what.get_array();
  return json::value(
      std::any_of(all.begin(), all.end(), [&](const json::value& entry) { return is_equal(entry, what); }));
}

/// Code points of a text.
std::int64_t length_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

Value length(const Arguments& in) {
  const json::value& value = in[0].value;
  if (value.is_string()) return json::value(length_of(value.get_string()));
  return json::value(
      static_cast<std::int64_t>(value.is_array() ? value.get_array().size() : value.get_object().size()));
}

Value keys(const Arguments& in) {
  json::array names;
  for (const auto& [name, value] : in[0].value.get_object()) names.emplace_back(name);
  return json::value(std::move(names));
}
Value values(const Arguments& in) {
  json::array all;
  for (const auto& [name, value] : in[0].value.get_object()) all.push_back(value);
  return json::value(std::move(all));
}
Value merge(const Arguments& in) {
  json::object merged;
  for (const Argument& argument : in)
    for (const auto& [name, value] : argument.value.get_object()) merged[name] = value;
  return json::value(std::move(merged));
}
Value to_array(const Arguments& in) {
  if (in[0].value.is_array()) return in[0].value;
  json::array one;
  one.push_back(in[0].value);
  return json::value(std::move(one));
}
Value not_null(const Arguments& in) {
  for (const Argument& argument : in)
    if (!argument.value.is_null()) return argument.value;
  return json::value(nullptr);
}
Value type(const Arguments& in) { return json::value(type_name(in[0].value)); }

Value reverse(const Arguments& in) {
  if (in[0].value.is_array()) {
    json::array all = list(in);
    std::reverse(all.begin(), all.end());
    return json::value(std::move(all));
  }
  // By code points: their bytes stay in order.
  const std::string_view text = in[0].value.get_string();
  std::string reversed;
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 && (text[begin] & 0xC0) == 0x80) --begin;
    reversed.append(text.substr(begin, end - begin));
    end = begin;
  }
  return json::value(reversed);
}

Value map(const Arguments& in) {
  json::array mapped;
  for (const json::value& entry : list(in, 1)) {
    ENI_TRY(auto value, in[0].expression(entry));
    mapped.push_back(std::move(value));
  }
  return json::value(std::move(mapped));
}

Value sort(const Arguments& in) {
  json::array all = list(in);
  std::stable_sort(all.begin(), all.end(), is_less);
  return json::value(std::move(all));
}
Value max(const Arguments& in) {
  const json::array& all = list(in);
  return all.empty() ? json::value(nullptr) : *std::max_element(all.begin(), all.end(), is_less);
}
Value min(const Arguments& in) {
  const json::array& all = list(in);
  return all.empty() ? json::value(nullptr) : *std::min_element(all.begin(), all.end(), is_less);
}

/// Elements with what the expression says of them: all numbers, or all texts.
Result<std::vector<std::pair<json::value, json::value>>> keyed(const Arguments& in,
                                                               std::string_view function) {
  std::vector<std::pair<json::value, json::value>> all;
  for (const json::value& entry : list(in)) {
    ENI_TRY(auto key, in[1].expression(entry));
    const bool fits_first =
        all.empty() ? key.is_number() || key.is_string() : type_name(key) == type_name(all.front().first);
    if (!fits_first) {
      return Error{
          "In function " + std::string(function) + "(), invalid type for value: " + json::serialize(key) +
              ", expected one of: ['number', 'string'], received: \"" + std::string(type_name(key)) + "\"",
          {}};
    }
    all.emplace_back(std::move(key), entry);
  }
  return all;
}

constexpr auto kByKey = [](const auto& a, const auto& b) { return is_less(a.first, b.first); };

Value sort_by(const Arguments& in) {
  ENI_TRY(auto all, keyed(in, "sort_by"));
  std::stable_sort(all.begin(), all.end(), kByKey);
  json::array sorted;
  for (auto& [key, entry] : all) sorted.push_back(std::move(entry));
  return json::value(std::move(sorted));
}
Value max_by(const Arguments& in) {
  ENI_TRY(auto all, keyed(in, "max_by"));
  return all.empty() ? json::value(nullptr) : std::max_element(all.begin(), all.end(), kByKey)->second;
}
Value min_by(const Arguments& in) {
  ENI_TRY(auto all, keyed(in, "min_by"));
  return all.empty() ? json::value(nullptr) : std::min_element(all.begin(), all.end(), kByKey)->second;
}

const std::vector<Function>& functions() {
  using enum Function::Count;
  static const std::vector<Function> all{
      {"abs", {"n"}, kExact, abs},
      {"avg", {"N"}, kExact, avg},
      {"ceil", {"n"}, kExact, ceil},
      {"contains", {"as", "x"}, kExact, contains},
      {"ends_with", {"s", "s"}, kExact, ends_with},
      {"floor", {"n"}, kExact, floor},
      {"join", {"s", "S"}, kExact, join_texts},
      {"keys", {"o"}, kExact, keys},
      {"length", {"sao"}, kExact, length},
      {"map", {"e", "a"}, kExact, map},
      {"max", {"NS"}, kExact, max},
      {"max_by", {"a", "e"}, kExact, max_by},
      {"merge", {"o"}, kLastRepeats, merge},
      {"min", {"NS"}, kExact, min},
      {"min_by", {"a", "e"}, kExact, min_by},
      {"not_null", {"x"}, kLastRepeats, not_null},
      {"reverse", {"as"}, kExact, reverse},
      {"sort", {"NS"}, kExact, sort},
      {"sort_by", {"a", "e"}, kExact, sort_by},
      {"starts_with", {"s", "s"}, kExact, starts_with},
      {"sum", {"N"}, kExact, sum},
      {"to_array", {"x"}, kExact, to_array},
      {"to_number", {"x"}, kExact, to_number},
      {"to_string", {"x"}, kExact, to_string},
      {"type", {"x"}, kExact, type},
      {"values", {"o"}, kExact, values},
  };
  return all;
}

std::string_view long_name(char type) {
  switch (type) {
    case 'a':
      return "array";
    case 'b':
      return "boolean";
    case 'e':
      return "expref";
    case 'n':
      return "number";
    case 'o':
      return "object";
    case 's':
      return "string";
    case 'N':
      return "array-number";
    case 'S':
      return "array-string";
    default:
      return "any";
  }
}

Error wrong_type(std::string_view function, const Argument& argument, std::string_view expected) {
  std::vector<std::string> names;
  for (const char type : expected) names.push_back("'" + std::string(long_name(type)) + "'");
  return {"In function " + std::string(function) +
              "(), invalid type for value: " + json::serialize(argument.value) + ", expected one of: [" +
              join(names, ", ") + "], received: \"" +
              std::string(argument.expression ? "expref" : type_name(argument.value)) + "\"",
          {}};
}

Error wrong_count(const Function& function, std::size_t given) {
  const std::size_t wanted = function.parameters.size();
  const std::string min = function.count == Function::Count::kExact ? "" : "at least ";
  return {"Expected " + min + std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments") +
              " for function " + std::string(function.name) + "(), received " + std::to_string(given),
          {}};
}

}  // namespace

bool is_equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return number(a) == number(b);
  if (a.kind() != b.kind()) return false;
  if (a.is_array()) {
    const json::array& left = a.get_array();
    const json::array& right = b.get_array();
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), is_equal);
  }
  return a == b;
}

bool is_true(const json::value& value) {
  if (value.is_null()) return false;
  if (value.is_bool()) return value.get_bool();
  if (value.is_string()) return !value.get_string().empty();
  if (value.is_array()) return !value.get_array().empty();
  return !value.is_object() || !value.get_object().empty();
}

Result<json::value> call_function(std::string_view name, const std::vector<Argument>& arguments) {
  const auto& all = functions();
  const auto function =
      std::find_if(all.begin(), all.end(), [name](const Function& row) { return row.name == name; });
  if (function == all.end()) return Error{"Unknown function: " + std::string(name) + "()", {}};
  const std::size_t wanted = function->parameters.size();
  const bool repeats = function->count == Function::Count::kLastRepeats;
  if (arguments.size() < wanted || (!repeats && arguments.size() > wanted))
    return wrong_count(*function, arguments.size());
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view types = function->parameters[std::min(at, wanted - 1)];
    const bool matches = std::any_of(types.begin(), types.end(),
                                     [&](char type_letter) { return fits(arguments[at], type_letter); });
    if (!matches) return wrong_type(name, arguments[at], types);
  }
  return function->run(arguments);
}

}  // namespace eni::jmespath
