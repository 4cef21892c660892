#pragma once
/// Condition keys of what a call asks for: the parameters of tasks, services and task definitions that policies may look at.
/// Source: Service Authorization Reference, "Condition keys for Amazon Elastic Container Service".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

/// Of RunTask, StartTask, CreateService and UpdateService: ecs:enable-execute-command, ecs:enable-ebs-volumes,
/// ecs:capacity-provider.
void add_start_keys(Access& access, const Call& call);
/// Of StartTask: ecs:container-instances.
void add_container_instance_keys(Access& access, const Call& call);
/// Of RunTask: ecs:task-cpu and ecs:task-memory, of the task definition or of what overrides it.
void add_size_keys(Access& access, const Call& call);
/// Of CreateService and UpdateService: ecs:enable-ecs-managed-tags, ecs:enable-service-connect, ecs:enable-vpc-lattice, ecs:propagate-tags, ecs:subnet, ecs:auto-assign-public-ip,
/// and of their task definition ecs:task-definition, ecs:task-cpu and ecs:task-memory.
void add_service_keys(Access& access, const Call& call);
/// Of RegisterTaskDefinition: ecs:privileged, ecs:compute-compatibility, ecs:task-cpu, ecs:task-memory.
void add_task_definition_keys(Access& access, const Call& call);

}  // namespace eni::sandbox::ecs_service
