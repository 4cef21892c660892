#pragma once
/// What an account has chosen for its registry.
#include "aws/identifiers.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::ecr_service {

/// BLOB_MOUNTING: whether a layer that one repository has may be had by another without sending it again.
bool mounts_blobs(Store& store, const aws::AccountId& account, const aws::Region& region);

}  // namespace eni::sandbox::ecr_service
