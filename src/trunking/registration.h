#pragma once
/// Whether ECS gives a host a trunk when its agent registers, and if not, whether anybody is told.
/// Nothing that happens later changes it: a running host never gets a trunk.
///
/// The conditions are rows of one table. The sandbox decides by it; whatever explains why a host has no trunk
/// can go through the same rows one by one.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "trunking/instance_limits.h"

namespace eni::trunking {

enum class OsFamily { kLinux, kWindows };

/// What is known of a host when it registers. A field without a value is not known, and counts as in order:
/// ECS knows all of them, others may not be allowed to look.
struct RegistrationFacts {
  /// Of awsvpcTrunking, for `role_arn` in the host's region: its own record, or else the account's default,
  /// or else "disabled".
  std::optional<std::string> effective_setting;
  std::string role_arn;  ///< of the instance profile: whose setting counts; for messages
  std::string region;    ///< for messages

  std::optional<OsFamily> os_family;
  std::optional<bool> is_external;              ///< registered through ECS Anywhere
  std::optional<std::string> agent_version;     ///< e.g. "1.86.3"; what cannot be read counts as not known
  std::optional<bool> has_trunking_capability;  ///< attribute ecs.capability.task-eni-trunking is registered

  std::string instance_type;           ///< as EC2 names it; "" if not known
  const InstanceType* type = nullptr;  ///< its row; null if the table has none
  std::optional<int> attached_enis;    ///< before the trunk, the primary one included

  std::string subnet_id;  ///< of the primary interface: the trunk is made in it
  std::optional<bool> subnet_is_shared;
  std::optional<int> free_ipv4_addresses;          ///< in that subnet
  std::optional<bool> resource_name_dns_a_record;  ///< PrivateDnsNameOptions.EnableResourceNameDnsARecord
  std::optional<bool> has_service_linked_role;     ///< AWSServiceRoleForECS
};

enum class TrunkEnding {
  kTrunk,   ///< made and attached: REGISTERING, then ACTIVE with the attribute ecs.awsvpc-trunk-id
  kNone,    ///< ACTIVE at once, without that attribute; AWS says nothing
  kFailed,  ///< REGISTRATION_FAILED with a statusReason; the host takes no tasks at all
};
std::string_view to_string(TrunkEnding ending);

/// How far the text of a reason is AWS's.
enum class Wording {
  kOwn,      ///< AWS says nothing, so the words are this project's
  kAws,      ///< as users have seen it
  kAssumed,  ///< in the form of AWS's other reasons; what AWS writes here is not known
};

struct TrunkCondition {
  std::string_view name;         ///< stable, e.g. "shared-subnet"
  TrunkEnding ending;            ///< kNone or kFailed: what comes of it where it does not hold
  std::string_view requirement;  ///< a sentence without its stop
  std::string_view remedy;       ///< what to do; takes effect for hosts that register afterwards
  std::string_view source;
  Wording wording;
  /// Nothing if the facts do not say.
  std::optional<bool> (*holds)(const RegistrationFacts& host);
  /// Why not, of this host: the statusReason where the ending is kFailed.
  std::string (*reason)(const RegistrationFacts& host);
};

/// In the order in which ECS comes upon them: first those that leave a host silently without.
std::span<const TrunkCondition> trunk_conditions();

struct TrunkDecision {
  TrunkEnding ending = TrunkEnding::kTrunk;
  const TrunkCondition* unmet = nullptr;  ///< null with kTrunk
  std::string reason;                     ///< "" with kTrunk
};

/// The first condition that does not hold decides.
TrunkDecision decide_trunk(const RegistrationFacts& host);

/// The statusReason when EC2 refuses the trunk with `ec2_error_code`.
std::string create_interface_failure(std::string_view subnet_id, std::string_view ec2_error_code);
std::string attach_interface_failure(std::string_view ec2_error_code);

}  // namespace eni::trunking
