#pragma once
/// AWS Identity and Access Management: roles, users, policies, instance profiles, and simulation of policies.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::iam_service {

extern const Service kService;

}  // namespace eni::sandbox::iam_service
