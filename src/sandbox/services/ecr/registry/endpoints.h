#pragma once
/// What the registry does, an endpoint each; listed in pages.cpp.
#include "base/task.h"
#include "sandbox/services/ecr/registry/registry_call.h"

namespace eni::sandbox::ecr_service {

using EndpointTask = Task<RegistryResult<RegistryAnswer>>;

EndpointTask get_base(RegistryCall& call);
EndpointTask get_catalog(RegistryCall& call);
EndpointTask get_tags(RegistryCall& call);
EndpointTask get_referrers(RegistryCall& call);

EndpointTask get_manifest(RegistryCall& call);  ///< and HEAD
EndpointTask put_manifest(RegistryCall& call);
EndpointTask delete_manifest(RegistryCall& call);

EndpointTask get_blob(RegistryCall& call);  ///< and HEAD
EndpointTask delete_blob(RegistryCall& call);

EndpointTask begin_upload(RegistryCall& call);  ///< or mounts a layer of another repository
EndpointTask get_upload(RegistryCall& call);
EndpointTask cancel_upload(RegistryCall& call);
/// 202: how far the upload is, after PATCH and at its beginning.
RegistryAnswer upload_state(const RegistryCall& call, const std::string& id, std::uint64_t bytes);
/// Makes a layer of an upload whose bytes have all come.
EndpointTask complete_upload(RegistryCall& call, std::string upload_id);

}  // namespace eni::sandbox::ecr_service
