#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/page.h"
#include "sandbox/services/secretsmanager/secret_description.h"
#include "sandbox/services/secretsmanager/secret_page.h"

namespace eni::sandbox::secrets_manager {

ApiResult<Reply> list_secrets(Call& call) {
  ENI_TRY(const SecretPage page, read_secret_page(call, kPageSize));
  json::array entries;
  for (const Secret& secret : page.secrets)
    entries.push_back(described(call, secret, "SecretVersionsToStages"));
  json::object reply;
  reply["SecretList"] = std::move(entries);
  if (!page.next.empty()) reply["NextToken"] = page.next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
