#include "trunking/task_fit.h"

#include <limits>

#include "trunking/host_memory.h"

namespace eni::trunking {

namespace {

constexpr int kCpuUnitsOfVcpu = 1024;
constexpr int kUnbounded = std::numeric_limits<int>::max();

int fits(std::int64_t amount, int each) {
  return amount == 0 || each == 0 ? kUnbounded : static_cast<int>(amount / each);
}

}  // namespace

std::string_view to_string(Binding binding) {
  switch (binding) {
    case Binding::kInterfaces:
      return "interfaces";
    case Binding::kCpu:
      return "CPU";
    case Binding::kMemory:
      return "memory";
  }
  return "";
}

TaskFit task_fit(const InstanceType& type, Trunk trunk, const TaskSize& size) {
  const std::int64_t memory = type.memory_mib == 0 ? 0 : usable_memory_mib(type.memory_mib);
  TaskFit fit{max_awsvpc_tasks(type, trunk), Binding::kInterfaces};
  const auto bind = [&fit](int tasks, Binding binding) {
    if (tasks < fit.tasks) fit = {tasks, binding};
  };
  bind(fits(std::int64_t{type.vcpus} * kCpuUnitsOfVcpu, size.cpu_units), Binding::kCpu);
  bind(fits(memory, size.memory_mib), Binding::kMemory);
  return fit;
}

}  // namespace eni::trunking
