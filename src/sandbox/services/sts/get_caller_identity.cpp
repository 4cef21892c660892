#include "sandbox/services/sts/operations.h"

namespace eni::sandbox::sts_service {

ApiResult<Reply> get_caller_identity(Call& call) {
  const Principal& caller = call.principal;
  return Reply{
      json::object{{"UserId", caller.user_id}, {"Account", caller.account.value}, {"Arn", caller.arn}}};
}

}  // namespace eni::sandbox::sts_service
