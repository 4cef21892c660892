#pragma once
/// What an Update comes to: which id is answered, and which roles have to be taken back at once.
#include <optional>
#include <string>
#include <vector>

#include "trunking/physical_id.h"

namespace eni::trunking {

struct UpdatePlan {
  std::string physical_id;
  /// Roles of the old properties that the new ones no longer cover and that no later Delete will take back.
  std::vector<std::string> dropped_roles;
};

/// | the event's id stands for …       | what it is                                        | dropped roles |
/// |-----------------------------------|---------------------------------------------------|----------------------------|
/// | the new properties                | a change in place; or the rollback of a failed    | undone now: no
/// Delete will | |                                   | replacement, whose old properties are the new ones|
/// come for them              | | something else                    | a replacement: the new properties' own
/// id is      | none: CloudFormation sends | |                                   | answered | Delete for the
/// old id      |
///
/// @param id   PhysicalResourceId of the event
/// @param old  nothing if the old properties cannot be read: then nothing was made with them
UpdatePlan plan_update(const std::string& id, const ResourceName& name, const SettingProperties& now,
                       const std::optional<SettingProperties>& old);

}  // namespace eni::trunking
