#pragma once
/// AWS Secrets Manager: secrets, their versions and staging labels. Without rotation and replicas.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::secrets_manager {

extern const Service kService;

}  // namespace eni::sandbox::secrets_manager
