#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> authorize_security_group_egress(Call& call);
ApiResult<Reply> authorize_security_group_ingress(Call& call);
ApiResult<Reply> create_security_group(Call& call);
ApiResult<Reply> delete_security_group(Call& call);
ApiResult<Reply> describe_security_group_rules(Call& call);
ApiResult<Reply> describe_security_groups(Call& call);
ApiResult<Reply> modify_security_group_rules(Call& call);
ApiResult<Reply> revoke_security_group_egress(Call& call);
ApiResult<Reply> revoke_security_group_ingress(Call& call);
ApiResult<Reply> update_security_group_rule_descriptions_egress(Call& call);
ApiResult<Reply> update_security_group_rule_descriptions_ingress(Call& call);

}  // namespace eni::sandbox::ec2_service
