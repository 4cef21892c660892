#pragma once
/// CPU and memory at the level of the task, in all spellings that ECS documents.
/// Source: Amazon ECS Developer Guide, "Task definition parameters", Task size.
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::ecs_service {

/// CPU units of "1024", "1 vCPU", ".5 vcpu"; nothing for anything else.
std::optional<std::int64_t> read_cpu(std::string_view text);
/// MiB of "2048", "2GB", "0.5 GB"; nothing for anything else.
std::optional<std::int64_t> read_memory(std::string_view text);

struct TaskSize {
  std::optional<std::int64_t> cpu_units;
  std::optional<std::int64_t> memory_mib;
};

/// @param cpu, memory  as given; "" for absent
/// @error  ClientException: "Invalid 'cpu' setting for task…"; outside 128 to 196608 units; memory below 4 MiB
aws::ApiResult<TaskSize> read_task_size(std::string_view cpu, std::string_view memory);

/// Whether Fargate has tasks of this size.
bool is_fargate_size(std::int64_t cpu_units, std::int64_t memory_mib);

/// @error  ClientException that says what Fargate lacks
aws::ApiResult<void> check_fargate_size(const TaskSize& size);

}  // namespace eni::sandbox::ecs_service
