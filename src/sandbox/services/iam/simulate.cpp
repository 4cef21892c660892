#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "iam/parse.h"
#include "sandbox/services/iam/attachable.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/shapes.h"
#include "sandbox/services/iam/simulation.h"

namespace eni::sandbox::iam_service {
namespace {

ApiResult<SimulatedPolicy> simulated(std::string id, const std::string& document) {
  ENI_TRY(iam::Policy policy, iam::parse_policy(std::string_view{document}));
  return SimulatedPolicy{std::move(id), document, std::move(policy)};
}

ApiError invalid_policy(const ApiError& error) { return invalid_input("Invalid policy: " + error.message); }

/// PolicyInputList and its like: documents without a name of their own.
ApiResult<std::vector<SimulatedPolicy>> input_list(const Call& call, std::string_view member) {
  ENI_TRY(const auto documents, call.params.texts(member));
  std::vector<SimulatedPolicy> policies;
  for (const std::string& document : documents) {
    auto policy = simulated(std::string{member} + "." + std::to_string(policies.size() + 1), document);
    if (policy.has_error()) return invalid_policy(policy.error());
    policies.push_back(*std::move(policy));
  }
  return policies;
}

ApiResult<void> read_context(const Call& call, iam::ContextMap& keys) {
  ENI_TRY(const auto entries, call.params.objects("ContextEntries"));
  for (const json::object& entry : entries) {
    const auto name = given_text(entry, "ContextKeyName");
    const json::value* values = find(entry, "ContextKeyValues");
    if (!name || values == nullptr)
      return invalid_input("A context entry needs ContextKeyName and ContextKeyValues.");
    keys.set(*name, iam::one_or_many(*values).value_or(std::vector<std::string>{}));
  }
  return {};
}

/// Every action is tried on every resource with every statement, and a condition compares all its values with all of a
/// key.
ApiResult<void> check_work(const Simulation& simulation) {
  constexpr std::size_t kMaxWork = 40'000'000;  // about a byte of a policy each
  constexpr std::size_t kWorkOfAnEvaluation = 1000;
  std::size_t bytes = kWorkOfAnEvaluation;
  for (const auto* list : {&simulation.identity, &simulation.boundaries, &simulation.resource})
    for (const SimulatedPolicy& policy : *list) bytes += policy.document.size();
  const std::size_t values = std::max<std::size_t>(1, simulation.keys.max_values());
  const auto evaluations = static_cast<double>(simulation.actions.size() * simulation.resources.size());
  if (evaluations * static_cast<double>(bytes) * static_cast<double>(values) <= kMaxWork) return {};
  return invalid_input(
      "The simulation is too large: use fewer actions, resources, values of context keys, or smaller "
      "policies.");
}

/// What both operations have in common.
ApiResult<Simulation> read_simulation(const Call& call) {
  Simulation simulation;
  ENI_TRY(simulation.actions, call.params.texts("ActionNames"));
  if (simulation.actions.empty())
    return aws::validation_error(
        "1 validation error detected: Value null at 'actionNames' failed to satisfy constraint: Member must "
        "not be null");
  ENI_TRY(simulation.resources, call.params.texts("ResourceArns"));
  if (simulation.resources.empty()) simulation.resources.emplace_back("*");
  ENI_TRY(simulation.identity, input_list(call, "PolicyInputList"));
  ENI_TRY(simulation.boundaries, input_list(call, "PermissionsBoundaryPolicyInputList"));
  if (const auto document = call.params.text("ResourcePolicy")) {
    auto policy = simulated("ResourcePolicy", *document);
    if (policy.has_error()) return invalid_policy(policy.error());
    simulation.resource.push_back(*std::move(policy));
  }
  simulation.caller.account = call.account().value;
  simulation.caller.arn = simulation.caller.identity_arn = call.params.text_or("CallerArn", "");
  simulation.resource_account = call.params.text_or("ResourceOwner", "");
  if (const auto owner = aws::Arn::parse(simulation.resource_account))
    simulation.resource_account = owner->account;
  ENI_CHECK(read_context(call, simulation.keys));
  return simulation;
}

std::string source_id(const IamIdentity& identity, const std::string& policy_name) {
  return std::string{to_string(identity.kind)} + "_" + identity.name + "_" + policy_name;
}

ApiResult<void> add_policies_of(const Call& call, const IamIdentity& identity, Simulation& simulation) {
  for (const InlinePolicy& policy : repository(call).inline_policies(identity.id)) {
    ENI_TRY(SimulatedPolicy one, simulated(source_id(identity, policy.name), policy.document));
    simulation.identity.push_back(std::move(one));
  }
  auto& policies = call.store<IamPolicyRepository>();
  for (const std::string& arn : repository(call).attachments(identity.id)) {
    const auto document = policies.document(arn);
    if (!document) continue;
    ENI_TRY(SimulatedPolicy one, simulated(arn.substr(arn.rfind('/') + 1), *document));
    simulation.identity.push_back(std::move(one));
  }
  for (const IamIdentity& group : repository(call).groups_of(identity.id))
    ENI_CHECK(add_policies_of(call, group, simulation));
  // A boundary given with the call takes the place of the entity's own.
  if (!simulation.boundaries.empty() || identity.boundary.empty()) return {};
  const auto document = policies.document(identity.boundary);
  ENI_TRY(SimulatedPolicy one,
          simulated(identity.boundary.substr(identity.boundary.rfind('/') + 1), document.value_or("")));
  simulation.boundaries.push_back(std::move(one));
  return {};
}

void set_identity(const IamIdentity& identity, Simulation& simulation) {
  simulation.caller.account = identity.account;
  simulation.caller.identity_arn = identity.arn;
  simulation.caller.unique_id = identity.unique_id;
  if (simulation.caller.arn.empty()) simulation.caller.arn = identity.arn;
  if (!simulation.keys.find("aws:principalarn")) simulation.keys.set("aws:PrincipalArn", {identity.arn});
  if (identity.kind == IdentityKind::kUser && !simulation.keys.find("aws:username"))
    simulation.keys.set("aws:username", {identity.name});
}

ApiResult<Reply> run(const Call& call, Simulation simulation) {
  ENI_CHECK(check_work(simulation));
  simulation.caller.has_boundary = !simulation.boundaries.empty();
  json::array results = simulate(simulation);
  // Action and resource together name a result.
  const auto key_of = [](const json::value& row) {
    return as_text(row.as_object().at("EvalActionName")) + " " +
           as_text(row.as_object().at("EvalResourceName"));
  };
  ENI_TRY(json::object reply, page(call, "EvaluationResults", std::move(results), key_of));
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> simulate_custom_policy(Call& call) {
  ENI_TRY(Simulation simulation, read_simulation(call));
  return run(call, std::move(simulation));
}

ApiResult<Reply> simulate_principal_policy(Call& call) {
  const std::string arn = call.params.text_or("PolicySourceArn", "");
  ENI_TRY(Simulation simulation, read_simulation(call));
  const auto identity = repository(call).find_by_arn(arn);
  if (!identity || identity->account != call.account().value)
    return no_such_entity("The entity " + arn + " cannot be found.");
  ENI_CHECK(add_policies_of(call, *identity, simulation));
  set_identity(*identity, simulation);
  simulation.is_of_principal = true;
  return run(call, std::move(simulation));
}

}  // namespace eni::sandbox::iam_service
