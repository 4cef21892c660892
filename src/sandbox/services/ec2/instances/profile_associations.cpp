/// Associate-, Disassociate-, Replace- and DescribeIamInstanceProfileAssociation(s).
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/instances/profile.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {{"instance-id", "instanceId"}, {"state", "state"}};
constexpr std::string_view kAssociation = "iam-instance-profile-association";

ApiError no_such_association(const std::string& id) {
  return {"InvalidAssociationID.NotFound", "An invalid association-id of '" + id + "' was given"};
}

/// The caller's association that AssociationId names.
ApiResult<Ec2Resource> named_association(const Call& call) {
  const auto id = call.params.text("AssociationId");
  if (!id) return missing_parameter("AssociationId");
  auto found = call.store<Ec2Repository>().find(*id);
  const bool is_own = found && found->kind == kAssociation && found->account == call.account().value &&
                      found->region == call.region.value;
  if (!is_own) return no_such_association(*id);
  return *std::move(found);
}

ApiResult<json::object> specification(const Call& call) {
  const json::object* given = call.params.object("IamInstanceProfile");
  if (!given) return missing_parameter("IamInstanceProfile");
  return *given;
}

/// @param state  the state that the reply shows; the association goes on to "associated" or away
Reply reply_of(const Ec2Resource& association, std::string_view state) {
  json::object shown = association.document;
  shown["state"] = state;
  json::object reply;
  reply["iamInstanceProfileAssociation"] = std::move(shown);
  return Reply{std::move(reply)};
}

Reply associate(const Call& call, Ec2Resource instance, const Profile& profile) {
  sqlite::Transaction transaction{call.env.store.database()};
  remove_profile_association(call, instance.id);
  const Ec2Resource association = associate_profile(call, instance, profile);
  call.store<Ec2Repository>().update(instance);
  transaction.commit();
  return reply_of(association, "associating");
}

}  // namespace

Task<ApiResult<Reply>> associate_iam_instance_profile(Call& call) {
  ENI_CO_TRY(const auto named, named_instance(call));
  ENI_CO_TRY(auto wanted, specification(call));
  if (profile_association(call, named.id)) {
    co_return ApiError{"IncorrectState", "There is an existing association for instance " + named.id};
  }
  ENI_CO_TRY(const auto profile, co_await resolve_profile(call, std::move(wanted)));
  ENI_CO_TRY(auto instance, find_instance(call, named.id));
  co_return associate(call, std::move(instance), profile);
}

Task<ApiResult<Reply>> replace_iam_instance_profile_association(Call& call) {
  ENI_CO_TRY(const auto association, named_association(call));
  ENI_CO_TRY(auto wanted, specification(call));
  ENI_CO_TRY(const auto profile, co_await resolve_profile(call, std::move(wanted)));
  ENI_CO_TRY(auto instance, find_instance(call, association.scope));
  co_return associate(call, std::move(instance), profile);
}

ApiResult<Reply> disassociate_iam_instance_profile(Call& call) {
  ENI_TRY(const auto association, named_association(call));
  auto& repository = call.store<Ec2Repository>();
  if (auto instance = repository.find(association.scope)) {
    instance->document.erase("iamInstanceProfile");
    repository.update(*instance);
  }
  repository.remove(association.id);
  return reply_of(association, "disassociating");
}

ApiResult<Reply> describe_iam_instance_profile_associations(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("AssociationId"));
  std::vector<json::object> items;
  for (Ec2Resource& association :
       call.store<Ec2Repository>().list({call.account().value, call.region.value}, kAssociation)) {
    if (ids.empty() || std::find(ids.begin(), ids.end(), association.id) != ids.end())
      items.push_back(std::move(association.document));
  }
  return describe(call, std::move(items), "iamInstanceProfileAssociationSet", "associationId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
