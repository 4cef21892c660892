#include "eni_trunking/fleet/fleet_options.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "aws/identifiers.h"
#include "aws/partition.h"
#include "base/text.h"

namespace eni::command {

namespace {

using Check = bool (*)(std::string_view);

bool is_word(std::string_view text, std::size_t min, std::size_t max) {
  return text.size() >= min && text.size() <= max && std::all_of(text.begin(), text.end(), [](char c) {
           return std::islower(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c));
         });
}

/// "ou-exam-12345678", or "r-exam", the whole organization.
/// Source: AWS Organizations API Reference, the patterns of organizational units' and roots' ids.
bool is_organizational_unit(std::string_view text) {
  const std::vector<std::string> words = split(text, '-');
  if (words.size() == 3) return words[0] == "ou" && is_word(words[1], 4, 32) && is_word(words[2], 8, 32);
  return words.size() == 2 && words[0] == "r" && is_word(words[1], 4, 32);
}

Result<std::vector<std::string>> read_all(const std::vector<std::string>& texts, Check check,
                                          const std::string& what, const std::string& hint) {
  std::vector<std::string> found = listed(texts);
  for (const std::string& text : found) {
    if (!check(text)) return Error{"'" + text + "' is " + what, hint};
  }
  return found;
}

void set_number(json::object& preferences, const std::string& name, const CountOrPercentage& value) {
  preferences[name + (value.is_percentage ? "Percentage" : "Count")] = value.number;
}

}  // namespace

Result<CountOrPercentage> read_count_or_percentage(const std::string& text, std::string_view option,
                                                   int least) {
  CountOrPercentage value;
  value.is_percentage = text.ends_with('%');
  const auto number = parse_integer(text.substr(0, text.size() - (value.is_percentage ? 1 : 0)));
  const int most = value.is_percentage ? 100 : 100'000;
  if (!number || *number < least || *number > most)
    return Error{std::string(option) + ": '" + text + "' is neither a number of accounts from " +
                     std::to_string(least) + " on nor a percentage",
                 "e.g. 10, or 10%"};
  value.number = static_cast<int>(*number);
  return value;
}

json::object OperationPreferences::as_json() const {
  json::object preferences;
  set_number(preferences, "MaxConcurrent", max_concurrent);
  set_number(preferences, "FailureTolerance", failure_tolerance);
  preferences["RegionConcurrencyType"] = regions_in_parallel ? "PARALLEL" : "SEQUENTIAL";
  preferences["ConcurrencyMode"] =
      is_concurrency_soft ? "SOFT_FAILURE_TOLERANCE" : "STRICT_FAILURE_TOLERANCE";
  if (!region_order.empty())
    preferences["RegionOrder"] = json::array(region_order.begin(), region_order.end());
  return preferences;
}

OperationPreferences OperationPreferences::restricted_to(const std::vector<std::string>& regions) const {
  OperationPreferences restricted = *this;
  if (region_order.empty()) return restricted;
  const auto has = [](const std::vector<std::string>& list, const std::string& region) {
    return std::find(list.begin(), list.end(), region) != list.end();
  };
  std::erase_if(restricted.region_order, [&](const std::string& region) { return !has(regions, region); });
  for (const std::string& region : regions) {
    if (!has(restricted.region_order, region)) restricted.region_order.push_back(region);
  }
  return restricted;
}

Result<OperationPreferences> read_preferences(const PreferenceOptions& options) {
  OperationPreferences preferences;
  ENI_TRY(preferences.max_concurrent,
          read_count_or_percentage(options.max_concurrent, "--max-concurrent", 1));
  ENI_TRY(preferences.failure_tolerance,
          read_count_or_percentage(options.failure_tolerance, "--failure-tolerance", 0));
  ENI_TRY(preferences.region_order, read_regions(options.region_order, "--region-order"));
  preferences.regions_in_parallel = options.parallel_regions;
  preferences.is_concurrency_soft = options.concurrency_mode == "soft";
  return preferences;
}

std::vector<std::string> listed(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  std::set<std::string> seen;
  for (const std::string& text : texts) {
    for (const std::string& piece : split(text, ',')) {
      const std::string one{trim(piece)};
      if (!one.empty() && seen.insert(one).second) all.push_back(one);
    }
  }
  return all;
}

Result<std::vector<std::string>> read_accounts(const std::vector<std::string>& texts) {
  return read_all(texts, aws::is_account_id, "no account id", "one has twelve digits");
}

Result<std::vector<std::string>> read_regions(const std::vector<std::string>& texts,
                                              std::string_view option) {
  return read_all(texts, aws::is_region, "no Region",
                  "give " + std::string(option) + " eu-central-1,us-east-1");
}

Result<std::vector<std::string>> read_organizational_units(const std::vector<std::string>& texts) {
  return read_all(texts, is_organizational_unit, "no organizational unit",
                  "its id begins with ou-, that of a root with r-; see: aws organizations list-roots");
}

Result<std::vector<std::string>> read_accounts_file(const std::string& text, const std::string& name) {
  std::vector<std::string> pieces;
  int number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    std::string ids = line.substr(0, line.find('#'));
    std::replace_if(
        ids.begin(), ids.end(), [](unsigned char c) { return std::isspace(c) != 0; }, ',');
    const auto accounts = read_accounts({ids});
    if (!accounts)
      return Error{name + ":" + std::to_string(number) + ": " + accounts.error().message,
                   accounts.error().hint};
    pieces.push_back(ids);
  }
  return listed(pieces);
}

}  // namespace eni::command
