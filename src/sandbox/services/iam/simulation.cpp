#include "sandbox/services/iam/simulation.h"

#include <map>

#include "base/text.h"
#include "sandbox/services/iam/statement_positions.h"

namespace eni::sandbox::iam_service {
namespace {

json::object position(const TextPosition& at) { return {{"Line", at.line}, {"Column", at.column}}; }

/// A statement that matched, as the wire names it.
json::object matched_statement(const SimulatedPolicy& source, const iam::Statement& statement,
                               std::string_view type) {
  json::object shape{{"SourcePolicyId", source.id}, {"SourcePolicyType", type}};
  const auto index = static_cast<std::size_t>(&statement - source.policy.statements.data());
  const auto positions = statement_positions(source.document);
  if (index < positions.size()) {
    shape["StartPosition"] = position(positions[index].begin);
    shape["EndPosition"] = position(positions[index].end);
  }
  return shape;
}

struct Match {
  json::object shape;
  bool allow = false;
};

std::vector<Match> matches(const Simulation& simulation, const iam::Request& request) {
  std::vector<Match> found;
  for (const SimulatedPolicy& source : simulation.identity)
    iam::evaluate_policy(source.policy, request, [&](const iam::Statement& statement) {
      found.push_back({matched_statement(source, statement, "IAM Policy"), statement.allow});
    });
  for (const SimulatedPolicy& source : simulation.resource)
    iam::evaluate_resource_policy(
        source.policy, simulation.caller, request, [&](const iam::Statement& statement) {
          found.push_back({matched_statement(source, statement, "Resource Policy"), statement.allow});
        });
  return found;
}

std::string_view decision_name(iam::Reason reason) {
  if (reason == iam::Reason::kAllowed) return "allowed";
  return iam::is_explicit_deny(reason) ? "explicitDeny" : "implicitDeny";
}

iam::PolicySet policy_set(const Simulation& simulation) {
  iam::PolicySet set;
  for (const SimulatedPolicy& source : simulation.identity) set.identity.push_back(&source.policy);
  if (!simulation.boundaries.empty()) set.boundary = &simulation.boundaries.front().policy;
  if (!simulation.resource.empty()) set.resource = &simulation.resource.front().policy;
  set.resource_account = simulation.resource_account;
  return set;
}

/// Keys that the policies ask for and the request does not have, as the policies write them.
json::array missing_keys(const Simulation& simulation) {
  std::map<std::string, std::string> missing;  // the key in lower case, and as it is first written
  const auto need = [&](const std::string& written) {
    std::string key = to_lower(written);
    if (!simulation.keys.find(key)) missing.emplace(std::move(key), written);
  };
  for (const auto* list : {&simulation.identity, &simulation.boundaries, &simulation.resource})
    for (const SimulatedPolicy& source : *list)
      for (const iam::Statement& statement : source.policy.statements) {
        for (const iam::Condition& condition : statement.conditions) {
          need(condition.written_key);
          for (const iam::Pattern& value : condition.values)
            for (const std::string& key : value.keys()) need(key);
        }
        for (const iam::Pattern& resource : statement.resources)
          for (const std::string& key : resource.keys()) need(key);
      }
  json::array list;
  for (const auto& [key, written] : missing) list.push_back(json::string(written));
  return list;
}

/// Those that decided: the denying ones if one denies, else the allowing ones.
json::array deciding(const std::vector<Match>& found, iam::Reason reason) {
  json::array list;
  for (const Match& match : found)
    if (match.allow != iam::is_explicit_deny(reason)) list.push_back(match.shape);
  return list;
}

json::object result_of(const Simulation& simulation, const std::string& action, const std::string& resource) {
  const iam::Request request{action, resource, simulation.keys};
  const iam::PolicySet set = policy_set(simulation);
  const iam::Reason reason = iam::evaluate(set, simulation.caller, request);
  json::object result{{"EvalActionName", action},
                      {"EvalResourceName", resource},
                      {"EvalDecision", decision_name(reason)},
                      {"MatchedStatements", deciding(matches(simulation, request), reason)},
                      {"MissingContextValues", missing_keys(simulation)},
                      // AWS fills it for callers of other accounts.
                      {"EvalDecisionDetails", json::object{}}};
  if (simulation.is_of_principal) result["OrganizationsDecisionDetail"] = {{"AllowedByOrganizations", true}};
  if (set.boundary != nullptr)
    result["PermissionsBoundaryDecisionDetail"] = {
        {"AllowedByPermissionsBoundary",
         iam::evaluate_policy(*set.boundary, request) == iam::Effect::kAllow}};
  return result;
}

}  // namespace

json::array simulate(const Simulation& simulation) {
  json::array results;
  for (const std::string& action : simulation.actions)
    for (const std::string& resource : simulation.resources)
      results.push_back(result_of(simulation, action, resource));
  return results;
}

}  // namespace eni::sandbox::iam_service
