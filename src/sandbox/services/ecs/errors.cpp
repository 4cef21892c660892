#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {

using aws::ApiError;

ApiError client_exception(std::string message) { return {"ClientException", std::move(message)}; }
ApiError cluster_not_found() { return {"ClusterNotFoundException", "Cluster not found."}; }
ApiError cluster_inactive() { return {"ClusterNotFoundException", "The referenced cluster was inactive."}; }
ApiError unsupported(std::string_view what) {
  return aws::invalid_parameter("the sandbox does not support " + std::string(what));
}

}  // namespace eni::sandbox::ecs_service
