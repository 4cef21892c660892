#include "sandbox/services/servicediscovery/filters.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::service_discovery {
namespace {

struct Filter {
  std::string name;
  std::string condition;
  std::vector<std::string> values;
};

ApiResult<Filter> read_filter(const json::object& given) {
  Filter filter{text_at(given, "Name"), find_string(given, "Condition").value_or("EQ"),
                texts_at(given, "Values")};
  const std::size_t count = filter.values.size();
  const bool is_one = filter.condition == "EQ" || filter.condition == "BEGINS_WITH";
  if (count == 0 || (is_one && count != 1) || (filter.condition == "BETWEEN" && count != 2)) {
    // Assumed wording.
    return invalid_input("The filter " + filter.name + " has a number of values that its condition " +
                         filter.condition + " does not take");
  }
  return filter;
}

bool is_between(const std::string& value, const std::vector<std::string>& values) {
  const auto number = parse_integer(value);
  const auto from = parse_integer(values[0]);
  const auto to = parse_integer(values[1]);
  return number && from && to && *number >= *from && *number <= *to;
}

bool passes(const Filter& filter, const std::string& value) {
  if (filter.condition == "BETWEEN") return is_between(value, filter.values);
  if (filter.condition == "BEGINS_WITH") return value.starts_with(filter.values[0]);
  return std::ranges::find(filter.values, value) != filter.values.end();
}

}  // namespace

ApiResult<std::vector<NamedDocument>> filtered(const Call& call, std::vector<NamedDocument> rows,
                                               FilteredValue value_of) {
  for (const json::value& given : array_at(call.params.all(), "Filters")) {
    ENI_TRY(const Filter filter, read_filter(given.as_object()));
    std::erase_if(rows, [&](const NamedDocument& row) {
      const auto value = value_of(call, row, filter.name);
      return !value || !passes(filter, *value);
    });
  }
  return rows;
}

}  // namespace eni::sandbox::service_discovery
