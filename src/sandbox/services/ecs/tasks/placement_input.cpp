#include "sandbox/services/ecs/tasks/placement_input.h"

#include "base/text.h"

namespace eni::sandbox::ecs_service {

using aws::ApiResult;

namespace {

ApiResult<json::array> list_of(const json::object& members, std::string_view name, std::size_t max) {
  const json::array& list = array_at(members, name);
  if (list.size() > max)
    return aws::invalid_parameter(std::string(name) + " can have at most " + std::to_string(max) + " items.");
  return list;
}

ApiResult<void> read_constraint(const json::object& constraint, PlacementInput& input) {
  const std::string type = text_at(constraint, "type");
  const std::string text = text_at(constraint, "expression");
  if (type == "distinctInstance") {
    if (!text.empty())
      return aws::invalid_parameter("Placement constraints of type distinctInstance take no expression.");
    input.distinct_instance = true;
    return {};
  }
  if (type != "memberOf") return aws::invalid_parameter("Invalid placement constraint type: " + type);
  if (text.empty())
    return aws::invalid_parameter("Placement constraints of type memberOf need an expression.");
  auto expression = placement::Expression::parse(text);
  if (expression.has_error())
    return aws::invalid_parameter("Invalid expression: " + expression.error().message);
  input.member_of.push_back(*std::move(expression));
  return {};
}

ApiResult<void> read_strategy(const json::object& strategy, PlacementInput& input) {
  const std::string type = text_at(strategy, "type");
  placement::Strategy read;
  read.field = text_at(strategy, "field");
  if (type == "random") {
    read.type = placement::StrategyType::kRandom;
  } else if (type == "spread") {
    read.type = placement::StrategyType::kSpread;
  } else if (type == "binpack") {
    read.type = placement::StrategyType::kBinpack;
  } else {
    return aws::invalid_parameter("Invalid placement strategy type: " + type);
  }
  if (const auto why = placement::why_invalid(read)) return aws::invalid_parameter(*why);
  input.strategy.push_back(std::move(read));
  return {};
}

}  // namespace

ApiResult<PlacementInput> read_placement(const json::object& members) {
  PlacementInput input;
  ENI_TRY(input.constraints, list_of(members, "placementConstraints", placement::kMaxConstraints));
  ENI_TRY(input.strategies, list_of(members, "placementStrategy", placement::kMaxStrategies));
  for (const json::value& constraint : input.constraints)
    ENI_CHECK(read_constraint(constraint.as_object(), input));
  for (const json::value& strategy : input.strategies) ENI_CHECK(read_strategy(strategy.as_object(), input));
  return input;
}

placement::Request placement_request(const TaskPlan& plan, const PlacementInput& input) {
  placement::Request request;
  request.demand = plan.demand;
  request.group = plan.group;
  if (plan.network) {
    request.availability_zones = plan.network->zones();
    request.vpc_id = plan.network->vpc_id;
  }
  request.required_attributes = plan.required_attributes;
  request.distinct_instance = input.distinct_instance;
  request.member_of = input.member_of;
  for (const std::string& text : plan.member_of) {
    // Registration has parsed it.
    if (auto expression = placement::Expression::parse(text); expression.has_value())
      request.member_of.push_back(*std::move(expression));
  }
  request.strategies = input.strategy;
  return request;
}

}  // namespace eni::sandbox::ecs_service
