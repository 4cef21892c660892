#pragma once
/// How many tasks of one size an instance can hold, and which of its resources ends first.
#include <string_view>

#include "trunking/density.h"

namespace eni::trunking {

/// What the task definition reserves; 0: it does not count.
struct TaskSize {
  int cpu_units = 0;  ///< 1024 are a vCPU
  int memory_mib = 0;
};

enum class Binding { kInterfaces, kCpu, kMemory };
/// "interfaces", "CPU", "memory"
std::string_view to_string(Binding binding);

struct TaskFit {
  int tasks = 0;
  Binding binding = Binding::kInterfaces;  ///< what ends first; of several the first of the enumeration
};

/// awsvpc tasks of that size on a host of the type with nothing else on it. The host registers its vCPUs, and the memory that its
/// operating system has (host_memory.h). What is not known of a type does not bind.
TaskFit task_fit(const InstanceType& type, Trunk trunk, const TaskSize& size);

}  // namespace eni::trunking
