/// ListTagsForResource, TagResource, UntagResource: of file systems and access points.
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/elasticfilesystem/input.h"
#include "sandbox/services/elasticfilesystem/operations.h"

namespace eni::sandbox::efs_service {
namespace {

struct Tagged {
  NamedDocuments& rows;
  NamedDocument row;
};

ApiResult<Tagged> tagged_resource(const Call& call) {
  const std::string id = call.params.text_or("ResourceId", "");
  if (id_of(id).starts_with("fsap-")) {
    ENI_TRY(NamedDocument point, find_access_point(call, id));
    return Tagged{repository(call).access_points, std::move(point)};
  }
  ENI_TRY(NamedDocument system, find_file_system(call, id));
  return Tagged{repository(call).file_systems, std::move(system)};
}

}  // namespace

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const Tagged tagged, tagged_resource(call));
  return Reply{json::object{{"Tags", array_at(tagged.row.document, "Tags")}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(Tagged tagged, tagged_resource(call));
  tagged.row.document["Tags"] =
      merged_tags(array_at(tagged.row.document, "Tags"), array_at(call.params.all(), "Tags"));
  tagged.rows.put(tagged.row);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(Tagged tagged, tagged_resource(call));
  // One key arrives as a text, several as a list.
  const json::value* given = call.params.find("tagKeys");
  const std::vector<std::string> keys = given && given->is_string()
                                            ? std::vector<std::string>{as_text(*given)}
                                            : texts_at(call.params.all(), "tagKeys");
  tagged.row.document["Tags"] = tags_without(array_at(tagged.row.document, "Tags"), keys);
  tagged.rows.put(tagged.row);
  return Reply{};
}

}  // namespace eni::sandbox::efs_service
