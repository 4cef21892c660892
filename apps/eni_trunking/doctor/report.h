#pragma once
/// What `doctor` prints, in each of its forms.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "diagnosis/check.h"

namespace eni::command {

struct Report {
  const diagnosis::Description& description;
  const diagnosis::Findings& findings;
  std::vector<const diagnosis::Check*> checks;  ///< that were made
  bool is_coloured = false;                     ///< of the table only
};

/// How many there are of a severity.
std::size_t count(const diagnosis::Findings& findings, diagnosis::Severity severity);
/// "2 errors, 1 warning"; "no findings" if there is none.
std::string summary(const diagnosis::Findings& findings);
/// "2 clusters with 12 hosts, 10 of them with a trunk"
std::string looked_at(const diagnosis::Description& description);

json::object report_json(const Report& report);
std::string json_report(const Report& report);
std::string junit_report(const Report& report);
std::string markdown_report(const Report& report);
std::string sarif_report(const Report& report);
std::string table_report(const Report& report);

struct ReportForm {
  std::string_view name;
  std::string (*write)(const Report& report);
};
std::span<const ReportForm> report_forms();

/// For a person: what `check` looks at, why, the remedy, its sources.
std::string explanation(const diagnosis::Check& check);
/// A policy document that allows all that `checks` need, and nothing else.
std::string policy_document(std::span<const diagnosis::Check* const> checks);

}  // namespace eni::command
