/// Tags of resources of all kinds.
#include "sandbox/services/ecs/tags/operations.h"

#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

Access tagged_access(const Call& call) { return access_to(call, call.params.text_or("resourceArn", "*")); }

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"ListTagsForResource", tagged_access, list_tags_for_resource, "resourceArn"},
    {"TagResource", tagged_access, tag_resource, "resourceArn tags"},
    {"UntagResource", tagged_access, untag_resource, "resourceArn tagKeys"},
};

}  // namespace

constinit const std::span<const Operation> kTagOperations{kRows};

}  // namespace eni::sandbox::ecs_service
