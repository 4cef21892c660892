#pragma once
/// What `doctor` looks for: one file in checks/ and one row in checks/table.cpp each.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/cluster_description.h"

namespace eni::diagnosis {

/// The gravest first.
enum class Severity {
  kError,    ///< hosts get no trunk, or tasks no place
  kWarning,  ///< they will get none, or the cluster does not do what it was set up for
  kNote,     ///< good to know; nothing needs to be done
};
std::string_view to_string(Severity severity);

struct Finding {
  std::string check = {};  ///< Check::name
  Severity severity = Severity::kError;
  std::string cluster = {};                ///< its name; empty: it is about the account in this region
  std::string resource = {};               ///< what has to be changed: an ARN, or the id that AWS shows
  std::string seen = {};                   ///< what was seen, with the names of all it was seen on
  std::string why = {};                    ///< why it matters, and what the commands do about it
  std::vector<std::string> commands = {};  ///< for one POSIX shell, in their order; empty: nothing to type

  bool operator==(const Finding&) const = default;
};
using Findings = std::vector<Finding>;

struct Check {
  std::string_view name;      ///< stable: "setting-not-effective"
  Severity severity;          ///< the gravest of its findings
  std::string_view title;     ///< a sentence without its stop
  std::string_view looks_at;  ///< what it compares with what
  std::string_view remedy;
  std::string_view sources;
  std::vector<std::string_view> needs;  ///< IAM actions that it cannot be made without
  Findings (*run)(const Description& description);
};

/// In the order in which they are worth reading.
std::span<const Check> all_checks();
/// The row of `name`, or null.
const Check* find_check(std::string_view name);

/// The findings of `checks`, the gravest first; of one severity in the checks' order. A part of the description that they need
/// and that could not be read is a finding of its own.
Findings diagnose(const Description& description, std::span<const Check* const> checks);

/// All IAM actions that `checks` need, sorted, each once.
std::vector<std::string> needed_actions(std::span<const Check* const> checks);

}  // namespace eni::diagnosis
