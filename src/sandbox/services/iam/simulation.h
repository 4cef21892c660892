#pragma once
/// The policy simulator: what policies would say of actions and resources, and which statements decide.
#include <string>
#include <vector>

#include "base/json.h"
#include "iam/evaluate.h"

namespace eni::sandbox::iam_service {

struct SimulatedPolicy {
  std::string id;        ///< SourcePolicyId of its statements
  std::string document;  ///< its text, for positions
  iam::Policy policy;
};

struct Simulation {
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  std::vector<SimulatedPolicy> identity;
  std::vector<SimulatedPolicy> boundaries;
  std::vector<SimulatedPolicy> resource;  ///< at most one
  std::string resource_account;
  iam::Caller caller;
  bool is_of_principal =
      false;  ///< a user or role that exists, whose organization, which it has not here, allows all
  iam::ContextMap keys;
};

/// One EvaluationResult for each action on each resource.
json::array simulate(const Simulation& simulation);

}  // namespace eni::sandbox::iam_service
