#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::organizations_service {

// organization.cpp
ApiResult<Reply> create_organization(Call& call);
ApiResult<Reply> delete_organization(Call& call);
ApiResult<Reply> describe_organization(Call& call);
ApiResult<Reply> list_roots(Call& call);

// units.cpp
ApiResult<Reply> create_organizational_unit(Call& call);
ApiResult<Reply> delete_organizational_unit(Call& call);
ApiResult<Reply> describe_organizational_unit(Call& call);
ApiResult<Reply> list_organizational_units_for_parent(Call& call);
ApiResult<Reply> update_organizational_unit(Call& call);

// accounts.cpp
ApiResult<Reply> close_account(Call& call);
ApiResult<Reply> describe_account(Call& call);
ApiResult<Reply> leave_organization(Call& call);
ApiResult<Reply> list_accounts(Call& call);
ApiResult<Reply> move_account(Call& call);
ApiResult<Reply> remove_account_from_organization(Call& call);

// new_accounts.cpp
ApiResult<Reply> create_account(Call& call);
ApiResult<Reply> describe_create_account_status(Call& call);
ApiResult<Reply> list_create_account_status(Call& call);

// tree.cpp
ApiResult<Reply> list_accounts_for_parent(Call& call);
ApiResult<Reply> list_children(Call& call);
ApiResult<Reply> list_parents(Call& call);

// service_access.cpp
ApiResult<Reply> disable_aws_service_access(Call& call);
ApiResult<Reply> enable_aws_service_access(Call& call);
ApiResult<Reply> list_aws_service_access_for_organization(Call& call);

// delegated_administrators.cpp
ApiResult<Reply> deregister_delegated_administrator(Call& call);
ApiResult<Reply> list_delegated_administrators(Call& call);
ApiResult<Reply> list_delegated_services_for_account(Call& call);
ApiResult<Reply> register_delegated_administrator(Call& call);

}  // namespace eni::sandbox::organizations_service
