#include "eni_trunking/fleet/fleet_doctor_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/doctor/report.h"
#include "eni_trunking/output/did_you_mean.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

/// Of more accounts that could not be looked at only their number is told; the JSON has all.
constexpr std::size_t kMaxFailures = 50;

/// @param what  "account", "Region"
Result<void> check_known(const std::string& stack_set, const std::vector<std::string>& asked_for,
                         const std::set<std::string>& known, const std::string& what) {
  for (const std::string& one : asked_for) {
    if (known.count(one) == 0)
      return Error{"the stack set " + stack_set + " has no stack in the " + what + " " + one,
                   did_you_mean(one, {known.begin(), known.end()})};
  }
  return {};
}

std::size_t count_seen(const std::vector<PlaceReport>& reports) {
  return static_cast<std::size_t>(
      std::count_if(reports.begin(), reports.end(), [](const PlaceReport& one) { return one.is_seen(); }));
}

/// Those of several Regions that could not be looked at for the same reason, in one paragraph.
std::string failures_text(const std::vector<PlaceReport>& reports, const std::string& role) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> reasons;
  bool is_denied = false;
  for (const PlaceReport& report : reports) {
    if (report.is_seen()) continue;
    reasons[{report.place.account, report.failure}].push_back(report.place.region);
    is_denied |= report.is_denied;
  }
  std::string text;
  std::size_t told = 0;
  for (const auto& [key, regions] : reasons) {
    if (told++ == kMaxFailures) break;
    text += "Account " + key.first + " could not be looked at in " + join(regions, ", ") + "\n";
    text += wrapped(in_one_line(key.second), "    ");
  }
  if (reasons.size() > kMaxFailures)
    text += "and " + std::to_string(reasons.size() - kMaxFailures) + " more: --output json names them\n";
  if (is_denied)
    text += wrapped("The role " + role +
                        " has to be there, to trust the caller, and to permit what eni-trunking doctor "
                        "--policy prints; --role-name names another.",
                    "  ");
  return text.empty() ? text : text + "\n";
}

/// What was not seen is never told as free of findings.
std::string last_line(const std::vector<PlaceReport>& reports) {
  diagnosis::Findings all;
  for (const PlaceReport& report : reports)
    all.insert(all.end(), report.findings.begin(), report.findings.end());
  const std::size_t seen = count_seen(reports);
  const std::string places = diagnosis::counted(reports.size(), "place") + " (accounts by Regions)";
  if (seen == 0) return "None of " + places + " could be looked at.";
  std::string found = summary(all);
  found[0] = to_upper(found.substr(0, 1))[0];
  if (seen == reports.size()) return found + " in " + places + ".";
  const std::string only =
      "Only " + std::to_string(seen) + " of " + places + " could be looked at: " + summary(all);
  return only + (seen == 1 ? " in that one." : " in these.");
}

}  // namespace

Result<std::vector<StackPlace>> chosen_places(const std::string& stack_set,
                                              const std::vector<StackInstance>& instances,
                                              const std::vector<std::string>& accounts,
                                              const std::vector<std::string>& regions) {
  std::set<std::string> known_accounts;
  std::set<std::string> known_regions;
  for (const StackInstance& instance : instances) {
    known_accounts.insert(instance.place.account);
    known_regions.insert(instance.place.region);
  }
  if (instances.empty())
    return Error{"the stack set " + stack_set + " has no stacks: there is nothing to look at",
                 "make some by eni-trunking fleet deploy"};
  ENI_CHECK(check_known(stack_set, accounts, known_accounts, "account"));
  ENI_CHECK(check_known(stack_set, regions, known_regions, "Region"));
  const auto is_wanted = [](const std::vector<std::string>& list, const std::string& one) {
    return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
  };
  std::vector<StackPlace> places;
  for (const StackInstance& instance : instances) {
    if (is_wanted(accounts, instance.place.account) && is_wanted(regions, instance.place.region))
      places.push_back(instance.place);
  }
  if (places.empty())
    return Error{"the stack set " + stack_set + " has no stack of these accounts in these Regions",
                 "see: eni-trunking fleet status"};
  std::sort(places.begin(), places.end());
  return places;
}

std::optional<Error> check_can_enter(const Caller& caller, const std::vector<StackPlace>& places,
                                     const std::string& role) {
  const bool is_elsewhere = std::any_of(places.begin(), places.end(), [&](const StackPlace& place) {
    return place.account != caller.account();
  });
  if (!caller.is_root() || !is_elsewhere) return std::nullopt;
  return Error{
      "fleet doctor becomes the role " + role + " in each account, and STS lets no root user do that",
      "run the same as an IAM user or a role of account " + caller.account() + " that may sts:AssumeRole " +
          aws::Arn{caller.partition(), "iam", "", "*", "role/" + role}.text() +
          ", e.g. with --profile PROFILE"};
}

std::string fleet_doctor_table(const std::vector<PlaceReport>& reports, const Checks& checks,
                               const std::string& role, bool is_coloured) {
  std::string text;
  for (const PlaceReport& report : reports) {
    if (report.findings.empty()) continue;
    text += "== account " + report.place.account + " in " + report.place.region + " ==\n\n" +
            table_report({report.description, report.findings, checks, is_coloured}) + "\n";
  }
  if (!text.empty())
    text += wrapped(
                "Commands are to be typed with credentials of the account that they stand under: those of "
                "its role " +
                    role + ", for instance.",
                "") +
            "\n";
  return text + failures_text(reports, role) + wrapped(last_line(reports), "");
}

json::object fleet_doctor_json(const std::vector<PlaceReport>& reports, const Checks& checks) {
  json::array places;
  for (const PlaceReport& report : reports) {
    json::object place = report.is_seen() ? report_json({report.description, report.findings, checks})
                                          : json::object{{"account", report.place.account},
                                                         {"region", report.place.region},
                                                         {"error", report.failure}};
    places.push_back(std::move(place));
  }
  const std::size_t seen = count_seen(reports);
  return {{"looked_at", seen}, {"not_looked_at", reports.size() - seen}, {"places", std::move(places)}};
}

bool has_findings(const std::vector<PlaceReport>& reports, Notes notes) {
  return std::any_of(reports.begin(), reports.end(), [&](const PlaceReport& report) {
    const std::size_t passed =
        notes == Notes::kPass ? count(report.findings, diagnosis::Severity::kNote) : std::size_t{0};
    return !report.is_seen() || report.findings.size() > passed;
  });
}

}  // namespace eni::command
