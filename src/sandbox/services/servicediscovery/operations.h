#pragma once
/// AWS Cloud Map's operations, listed in operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::service_discovery {

ApiResult<Reply> create_http_namespace(Call& call);
Task<ApiResult<Reply>> create_private_dns_namespace(Call& call);
ApiResult<Reply> get_namespace(Call& call);
ApiResult<Reply> list_namespaces(Call& call);
ApiResult<Reply> update_http_namespace(Call& call);
ApiResult<Reply> update_private_dns_namespace(Call& call);
ApiResult<Reply> delete_namespace(Call& call);

ApiResult<Reply> create_service(Call& call);
ApiResult<Reply> get_service(Call& call);
ApiResult<Reply> list_services(Call& call);
ApiResult<Reply> update_service(Call& call);
ApiResult<Reply> delete_service(Call& call);

ApiResult<Reply> register_instance(Call& call);
ApiResult<Reply> deregister_instance(Call& call);
ApiResult<Reply> get_instance(Call& call);
ApiResult<Reply> list_instances(Call& call);
ApiResult<Reply> get_instances_health_status(Call& call);
ApiResult<Reply> update_instance_custom_health_status(Call& call);

ApiResult<Reply> discover_instances(Call& call);
ApiResult<Reply> discover_instances_revision(Call& call);

ApiResult<Reply> get_operation(Call& call);
ApiResult<Reply> list_operations(Call& call);

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::service_discovery
