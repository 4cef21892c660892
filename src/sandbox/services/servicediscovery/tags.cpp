/// ListTagsForResource, TagResource, UntagResource: of namespaces and services.
#include "aws/arn.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/servicediscovery/input.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

struct Tagged {
  NamedDocuments& rows;
  NamedDocument row;
};

ApiResult<Tagged> tagged_resource(const Call& call) {
  const std::string text = call.params.text_or("ResourceARN", "");
  const auto arn = aws::Arn::parse(text);
  const bool is_ours = arn && arn->service == "servicediscovery" && arn->account == call.account().value &&
                       arn->region == call.region.value;
  if (is_ours) {
    auto& rows = repository(call);
    NamedDocuments& kind = arn->resource.starts_with("service/") ? rows.services : rows.namespaces;
    if (auto row = kind.find(arn->account, arn->region, id_of(arn->resource)))
      return Tagged{kind, *std::move(row)};
  }
  return ApiError{"ResourceNotFoundException", "Resource not found: " + text, 400};  // Assumed wording.
}

}  // namespace

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const Tagged tagged, tagged_resource(call));
  return Reply{json::object{{"Tags", array_at(tagged.row.document, "Tags")}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(Tagged tagged, tagged_resource(call));
  const json::array before = array_at(tagged.row.document, "Tags");
  ENI_TRY(tagged.row.document["Tags"], read_tags(call, before, call.params.text_or("ResourceARN", "")));
  tagged.rows.put(tagged.row);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(Tagged tagged, tagged_resource(call));
  tagged.row.document["Tags"] =
      tags_without(array_at(tagged.row.document, "Tags"), texts_at(call.params.all(), "TagKeys"));
  tagged.rows.put(tagged.row);
  return Reply{};
}

}  // namespace eni::sandbox::service_discovery
