#pragma once
/// How many tasks in awsvpc network mode an instance of a type can hold, by its interfaces alone; CPU, memory
/// and ports limit it further.
/// Source: Amazon ECS Developer Guide, "Increasing Amazon ECS Linux container instance network interfaces";
/// the limits by type are those of data/instance-limits.csv.
#include "trunking/instance_limits.h"

namespace eni::trunking {

enum class Trunk { kNone, kAttached };

/// Whether ECS gives hosts of this type a trunk, once everything else holds. False for those that the sources
/// exclude (the T families among them), and for those that no source knows of.
bool takes_trunk(const InstanceType& type);

/// Tasks with an interface of their own.
///
/// | trunk     | the type       | tasks                                                                      |
/// |-----------|----------------|----------------------------------------------------------------------------|
/// | kNone     | any            | max_enis - 1: the primary interface takes one                              |
/// | kAttached | takes a trunk  | the published limit, without the primary and the trunk: c5.large 10 of 12  |
/// | kAttached | takes none     | as without: there the trunk cannot be                                      |
///
/// @return  at least 0
int max_awsvpc_tasks(const InstanceType& type, Trunk trunk);

/// What trunking adds: 8 for c5.large, 0 for t3.medium. Negative for a few types that lose by it, e.g.
/// u-18tb1.metal with 12 tasks instead of 14.
int trunking_gain(const InstanceType& type);

}  // namespace eni::trunking
