#pragma once
/// What is known of each EC2 instance type: its interfaces, its size, and how many awsvpc tasks it takes.
/// The rows are those of data/instance-limits.csv, embedded into the program; its first lines name the
/// sources.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace eni::trunking {

/// How the number of tasks with a trunk is known, as data/instance-limits.csv explains it.
enum class Evidence : std::uint8_t {
  kDocumented,          ///< in the table of the Amazon ECS Developer Guide
  kDocumentedConflict,  ///< in that table, while the text of the same page excludes the type
  kDocumentedExcluded,  ///< no trunk: the guide excludes the type
  kDerived,        ///< from the VPC resource controller's limit, by a rule that holds for documented types
  kDerivedCapped,  ///< the same, where that limit is at its end: AWS's number may be higher
  kNotTrunkCompatible,  ///< no trunk: the VPC resource controller knows the type as not compatible
  kUnknown,             ///< newer than both sources
};
/// As in the table, e.g. "documented_conflict".
std::string_view to_string(Evidence evidence);

/// Where `max_enis` comes from.
enum class EniSource : std::uint8_t { kEc2, kVpcResourceController, kEcsGuide };

/// One row. Texts live as long as the program. A number of 0 is one that is not known, except where it says
/// otherwise.
struct InstanceType {
  std::string_view instance_type;  ///< as EC2 names it, e.g. "c5.large"
  std::string_view architectures;  ///< as EC2 names them, separated by '|'; "" if not known
  std::string_view hypervisor;     ///< "nitro" or "xen"; "" for bare metal, or if not known
  std::string_view note;           ///< where the sources differ; mostly ""
  std::uint32_t memory_mib = 0;
  std::uint16_t vcpus = 0;
  std::uint16_t max_enis = 0;  ///< over all network cards; of every row at least 1
  std::uint16_t ipv4_per_eni = 0;
  std::uint16_t network_cards = 0;
  std::uint16_t branch_interfaces = 0;       ///< the VPC resource controller's limit, at most 120
  std::uint16_t tasks_without_trunking = 0;  ///< may be 0
  std::uint16_t tasks_with_trunking = 0;     ///< 0: takes no trunk, or not known: see evidence
  Evidence evidence = Evidence::kUnknown;
  EniSource eni_source = EniSource::kEc2;
  bool bare_metal = false;
  bool current_generation = false;  ///< false also where it is not known, of nine old types
  bool burstable = false;           ///< the T families: these never take a trunk
};

/// The rows sorted by name. Read once, at the first call.
std::span<const InstanceType> all_instance_types();

/// The row of `name` (exactly as EC2 names it), or null.
const InstanceType* find_instance_type(std::string_view name);

/// "c5" of "c5.large".
std::string_view family_of(std::string_view instance_type);

/// The architectures one by one, e.g. {"i386", "x86_64"}.
std::vector<std::string_view> architectures_of(const InstanceType& type);

}  // namespace eni::trunking
