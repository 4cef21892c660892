#pragma once
/// What `fleet doctor` tells of accounts and Regions: what was found there, and where nothing could be seen. Pure.
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "diagnosis/check.h"
#include "eni_trunking/fleet/stack_set.h"
#include "eni_trunking/roles/caller.h"

namespace eni::command {

using Checks = std::vector<const diagnosis::Check*>;

/// What was found in an account and Region, or why nothing could be.
struct PlaceReport {
  StackPlace place;
  diagnosis::Description description = {};
  diagnosis::Findings findings = {};
  std::string failure = {};
  bool is_denied = false;  ///< the failure is a lack of permission

  bool is_seen() const { return failure.empty(); }
};

/// The places of the stack set, or of them those in the accounts and Regions that were asked for, sorted.
/// @error  it has no stack in one of these; it has none at all
Result<std::vector<StackPlace>> chosen_places(const std::string& stack_set,
                                              const std::vector<StackInstance>& instances,
                                              const std::vector<std::string>& accounts,
                                              const std::vector<std::string>& regions);

/// Why the caller cannot become the role `role` in the places' accounts, whatever that role permits: STS lets no root user become a role.
std::optional<Error> check_can_enter(const Caller& caller, const std::vector<StackPlace>& places,
                                     const std::string& role);

/// @param role  that was become in each account
std::string fleet_doctor_table(const std::vector<PlaceReport>& reports, const Checks& checks,
                               const std::string& role, bool is_coloured);
json::object fleet_doctor_json(const std::vector<PlaceReport>& reports, const Checks& checks);

/// Whether there is something to mend: findings, and places that could not be seen.
enum class Notes { kCount, kPass };
bool has_findings(const std::vector<PlaceReport>& reports, Notes notes);

}  // namespace eni::command
