#pragma once
/// The condition keys of a call, computed when a policy asks for them.
/// Source: IAM User Guide, "AWS global condition context keys".
#include <string_view>

#include "iam/context_keys.h"
#include "sandbox/gateway/authorize.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox {

class CallContext final : public iam::ContextKeys {
 public:
  /// All of it is referred to and must outlive the context.
  /// @param identity_tags  of the role or user; session tags of the principal take precedence
  /// @param service_keys   of the operation; a key that stands there several times has several values
  /// @param resource_account  aws:ResourceAccount; "" if the resource has no owner
  CallContext(Store& store, const Principal& principal, const IamTags& identity_tags,
              const std::vector<std::pair<std::string, std::string>>& service_keys,
              const RequestContext& request, std::string_view resource_account)
      : store_{store},
        principal_{principal},
        identity_tags_{identity_tags},
        service_keys_{service_keys},
        request_{request},
        resource_account_{resource_account} {}

  std::optional<Values> find(std::string_view key) const override;

 private:
  std::optional<Values> service_key(std::string_view key) const;
  std::optional<std::string> global_key(std::string_view key) const;
  std::optional<std::string> principal_tag(std::string_view lower_case_key) const;

  Store& store_;
  const Principal& principal_;
  const IamTags& identity_tags_;
  const std::vector<std::pair<std::string, std::string>>& service_keys_;
  const RequestContext& request_;
  std::string_view resource_account_;
};

}  // namespace eni::sandbox
