#pragma once
/// What the commands of `fleet` are told about where to go and how fast. Pure.
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::command {

/// "10" or "10%", as the preferences of an operation have it.
struct CountOrPercentage {
  int number = 0;
  bool is_percentage = false;
};

/// @param option  named in the error
/// @param least   of a number without "%"; of one with it 0 or 1 likewise
/// @error  it is neither, or a percentage above 100
Result<CountOrPercentage> read_count_or_percentage(const std::string& text, std::string_view option,
                                                   int least);

/// How StackSets goes through accounts and Regions.
/// Source: AWS CloudFormation API Reference, StackSetOperationPreferences.
struct OperationPreferences {
  CountOrPercentage max_concurrent{10, true};
  CountOrPercentage failure_tolerance{0, false};
  std::vector<std::string> region_order = {};
  bool regions_in_parallel = false;
  /// As many accounts at a time as asked for, whatever the tolerance is. Strict: at most one more than the tolerance.
  bool is_concurrency_soft = true;

  json::object as_json() const;
  /// For an operation on these Regions only: StackSets wants an order of exactly those. Such as are in none come last.
  OperationPreferences restricted_to(const std::vector<std::string>& regions) const;
};

/// Texts of the command line, before they are known to be good.
struct PreferenceOptions {
  std::string max_concurrent = "10%";
  std::string failure_tolerance = "0";
  std::vector<std::string> region_order = {};
  bool parallel_regions = false;
  std::string concurrency_mode = "soft";
};
Result<OperationPreferences> read_preferences(const PreferenceOptions& options);

/// The pieces of texts such as "1,2" and "3", each once, in their order.
std::vector<std::string> listed(const std::vector<std::string>& texts);

/// @error  one of them is no account id (twelve digits), no Region, no organizational unit or root
Result<std::vector<std::string>> read_accounts(const std::vector<std::string>& texts);
Result<std::vector<std::string>> read_regions(const std::vector<std::string>& texts, std::string_view option);
Result<std::vector<std::string>> read_organizational_units(const std::vector<std::string>& texts);

/// The lines of a file of accounts: ids separated by commas, spaces or lines; what follows a '#' is a remark.
/// @param name  of the file, for the error, which tells the line
Result<std::vector<std::string>> read_accounts_file(const std::string& text, const std::string& name);

}  // namespace eni::command
