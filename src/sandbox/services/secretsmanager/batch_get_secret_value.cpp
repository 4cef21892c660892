#include "sandbox/gateway/gateway.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/secret_page.h"
#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::int64_t kBatchSize = 20;

struct Batch {
  std::vector<std::string> ids;
  std::string next;  ///< token; "" at the end
};

/// "If you use filters, you must also have secretsmanager:ListSecrets."
ApiResult<Batch> filtered(const Call& call) {
  ENI_CHECK(call.require("secretsmanager:ListSecrets", "*"));
  ENI_TRY(const SecretPage page, read_secret_page(call, kBatchSize));
  Batch batch{{}, page.next};
  for (const Secret& secret : page.secrets) batch.ids.push_back(secret_arn(call, secret));
  return batch;
}

ApiResult<Batch> asked_batch(const Call& call) {
  const bool has_ids = call.params.has("SecretIdList");
  if (has_ids == call.params.has("Filters"))  // Assumed wording, as the next.
    return invalid_parameter("You must include Filters or SecretIdList, but not both.");
  if (!has_ids) return filtered(call);
  for (const std::string_view member : {"MaxResults", "NextToken"})
    if (call.params.has(member))
      return invalid_parameter("You can use " + std::string(member) + " with Filters only.");
  return Batch{texts_at(call.params.all(), "SecretIdList"), ""};
}

}  // namespace

/// Each secret is read as by a call of its own, so IAM decides on each, and what is in the way of one is no matter to the others.
Task<ApiResult<Reply>> batch_get_secret_value(Call& call) {
  ENI_CO_TRY(const Batch batch, asked_batch(call));
  json::array values;
  json::array errors;
  for (const std::string& id : batch.ids) {
    json::object params{{"SecretId", id}};
    auto reading = call.env.gateway.call(call.principal, call.region, "secretsmanager", "GetSecretValue",
                                         std::move(params));
    const auto reply = co_await std::move(reading);
    if (reply.has_value()) {
      values.push_back(reply->value);
      continue;
    }
    json::object error{
        {"SecretId", id}, {"ErrorCode", reply.error().code}, {"Message", reply.error().message}};
    errors.push_back(std::move(error));
  }
  json::object reply;
  reply["SecretValues"] = std::move(values);
  if (!errors.empty()) reply["Errors"] = std::move(errors);
  if (!batch.next.empty()) reply["NextToken"] = batch.next;
  co_return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
