#include <algorithm>
#include <iterator>

#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using diagnosis::CapacityProvider;
using diagnosis::ContainerInstance;
using diagnosis::Service;
using diagnosis::TaskDefinition;

namespace {

/// What the Describe operations take in a call.
constexpr std::size_t kHostsOfACall = 100;
constexpr std::size_t kServicesOfACall = 10;
constexpr std::size_t kTasksOfACall = 100;

/// How the group of a service's tasks begins; that of others is what RunTask was given.
constexpr std::string_view kServiceGroup = "service:";

long long resource(const json::value& host, std::string_view name) {
  for (const json::value& one : array_at(host, "registeredResources")) {
    if (text_at(one, "name") == name) return number_at(one, "integerValue");
  }
  return 0;
}

ContainerInstance read_host(const json::value& shown) {
  ContainerInstance host;
  host.arn = text_at(shown, "containerInstanceArn");
  host.id = host.arn.substr(host.arn.rfind('/') + 1);
  host.instance_id = text_at(shown, "ec2InstanceId");
  host.status = text_at(shown, "status");
  host.status_reason = text_at(shown, "statusReason");
  host.agent_version = text_at(object_at(shown, "versionInfo"), "agentVersion");
  host.agent_connected = boolean_at(shown, "agentConnected");
  for (const json::value& attribute : array_at(shown, "attributes"))
    host.attributes.emplace(text_at(attribute, "name"), text_at(attribute, "value"));
  host.capacity_provider = text_at(shown, "capacityProviderName");
  host.registered_at = time_at(shown, "registeredAt");
  host.running_tasks = number_at(shown, "runningTasksCount");
  host.pending_tasks = number_at(shown, "pendingTasksCount");
  host.cpu = resource(shown, "CPU");
  host.memory_mib = resource(shown, "MEMORY");
  return host;
}

Service read_service(const json::value& shown) {
  Service service;
  service.name = text_at(shown, "serviceName");
  service.arn = text_at(shown, "serviceArn");
  service.launch_type = text_at(shown, "launchType");
  service.task_definition = text_at(shown, "taskDefinition");
  service.scheduling_strategy = text_at(shown, "schedulingStrategy");
  service.strategy = strategy_at(shown, "capacityProviderStrategy");
  service.placement = texts_of(array_at(shown, "placementStrategy"), "type");
  service.placement_fields = texts_of(array_at(shown, "placementStrategy"), "field");
  const auto constraints = texts_of(array_at(shown, "placementConstraints"), "type");
  service.has_distinct_instances =
      std::find(constraints.begin(), constraints.end(), "distinctInstance") != constraints.end();
  const json::object& network = object_at(object_at(shown, "networkConfiguration"), "awsvpcConfiguration");
  service.subnet_ids = strings_at(network, "subnets");
  service.security_groups = strings_at(network, "securityGroups");
  service.assign_public_ip = text_at(network, "assignPublicIp");
  for (const json::value& event : array_at(shown, "events"))
    service.events.push_back({time_at(event, "createdAt"), text_at(event, "message")});
  const json::object& breaker =
      object_at(object_at(shown, "deploymentConfiguration"), "deploymentCircuitBreaker");
  service.has_circuit_breaker = boolean_at(breaker, "enable");
  for (const json::value& deployment : array_at(shown, "deployments")) {
    const std::string state = text_at(deployment, "rolloutState");
    if (text_at(deployment, "status") == "PRIMARY") service.has_failed_deployment = state == "FAILED";
    if (state == "IN_PROGRESS") service.failed_tasks = number_at(deployment, "failedTasks");
  }
  service.desired = number_at(shown, "desiredCount");
  service.running = number_at(shown, "runningCount");
  service.pending = number_at(shown, "pendingCount");
  const json::object& deployment = object_at(shown, "deploymentConfiguration");
  service.min_healthy_percent = integer_at(deployment, "minimumHealthyPercent", 100);
  service.max_percent = integer_at(deployment, "maximumPercent", 200);
  return service;
}

/// Those that are fixed: 0, or none, lets the agent choose.
void add_host_ports(std::vector<diagnosis::HostPort>& ports, const json::value& container) {
  for (const json::value& mapping : array_at(container, "portMappings")) {
    const long long port = number_at(mapping, "hostPort");
    if (port > 0) ports.push_back({port, text_at(mapping, "protocol") == "udp"});
  }
}

/// Of the task as a whole where it says so, else of its containers together.
TaskDefinition read_task_definition(const json::value& shown) {
  TaskDefinition definition;
  definition.arn = text_at(shown, "taskDefinitionArn");
  definition.network_mode = text_at(shown, "networkMode");
  long long cpu = 0;
  long long memory = 0;
  for (const json::value& container : array_at(shown, "containerDefinitions")) {
    cpu += number_at(container, "cpu");
    const long long reserved = number_at(container, "memoryReservation");
    memory += reserved > 0 ? reserved : number_at(container, "memory");
    if (definition.network_mode != "awsvpc") add_host_ports(definition.host_ports, container);
  }
  const long long task_cpu = number_at(shown, "cpu");
  const long long task_memory = number_at(shown, "memory");
  definition.cpu = task_cpu > 0 ? task_cpu : cpu;
  definition.memory_mib = task_memory > 0 ? task_memory : memory;
  return definition;
}

/// "hosts" of "arn:…:autoScalingGroup:UUID:autoScalingGroupName/hosts", or of a plain name.
std::string group_name_of(const std::string& name_or_arn) {
  constexpr std::string_view kBefore = "autoScalingGroupName/";
  const auto at = name_or_arn.find(kBefore);
  return at == std::string::npos ? name_or_arn : name_or_arn.substr(at + kBefore.size());
}

CapacityProvider read_provider(const json::value& shown) {
  CapacityProvider provider;
  provider.name = text_at(shown, "name");
  provider.status = text_at(shown, "status");
  provider.update_status = text_at(shown, "updateStatus");
  provider.update_status_reason = text_at(shown, "updateStatusReason");
  const json::object& group = object_at(shown, "autoScalingGroupProvider");
  provider.group_name = group_name_of(text_at(group, "autoScalingGroupArn"));
  provider.has_managed_termination_protection = text_at(group, "managedTerminationProtection") == "ENABLED";
  provider.has_managed_draining = text_at(group, "managedDraining") == "ENABLED";
  const json::object& scaling = object_at(group, "managedScaling");
  provider.has_managed_scaling = text_at(scaling, "status") == "ENABLED";
  provider.target_capacity = integer_at(scaling, "targetCapacity", 100);
  return provider;
}

}  // namespace

void ClusterReader::add_cluster_lists(Jobs& jobs) {
  host_arns_.resize(description_.clusters.size());
  service_arns_.resize(description_.clusters.size());
  for (std::size_t i = 0; i < description_.clusters.size(); ++i) {
    diagnosis::Cluster& cluster = description_.clusters[i];
    jobs.push_back([this, i, &cluster](AwsClient& client) {
      const auto arns = ask_all(client, "ecs", "ListContainerInstances", {{"cluster", cluster.name}},
                                "containerInstanceArns", cluster.name);
      if (!arns) return;
      cluster.hosts.emplace();
      for (const json::value& arn : *arns) host_arns_[i].push_back(as_text(arn));
    });
    jobs.push_back([this, i, &cluster](AwsClient& client) {
      const auto arns =
          ask_all(client, "ecs", "ListServices", {{"cluster", cluster.name}, {"maxResults", 100}},
                  "serviceArns", cluster.name);
      if (!arns) return;
      cluster.services.emplace();
      for (const json::value& arn : *arns) service_arns_[i].push_back(as_text(arn));
    });
  }
}

void ClusterReader::add_host_batches(Jobs& jobs) {
  for (std::size_t i = 0; i < description_.clusters.size(); ++i) {
    diagnosis::Cluster& cluster = description_.clusters[i];
    for (auto& batch : batches(host_arns_[i], kHostsOfACall)) {
      jobs.push_back([this, &cluster, batch = std::move(batch)](AwsClient& client) {
        const auto reply =
            ask(client, "ecs", "DescribeContainerInstances",
                {{"cluster", cluster.name}, {"containerInstances", as_list(batch)}}, cluster.name);
        std::vector<ContainerInstance> hosts;
        if (reply) {
          for (const json::value& shown : array_at(*reply, "containerInstances"))
            hosts.push_back(read_host(shown));
        }
        const std::lock_guard lock{mutex_};
        if (!reply)
          cluster.hosts.reset();
        else if (cluster.hosts)
          std::move(hosts.begin(), hosts.end(), std::back_inserter(*cluster.hosts));
      });
    }
  }
}

void ClusterReader::add_service_batches(Jobs& jobs) {
  for (std::size_t i = 0; i < description_.clusters.size(); ++i) {
    diagnosis::Cluster& cluster = description_.clusters[i];
    for (auto& batch : batches(service_arns_[i], kServicesOfACall)) {
      jobs.push_back([this, &cluster, batch = std::move(batch)](AwsClient& client) {
        const auto reply = ask(client, "ecs", "DescribeServices",
                               {{"cluster", cluster.name}, {"services", as_list(batch)}}, cluster.name);
        const std::lock_guard lock{mutex_};
        if (!reply)
          cluster.services.reset();
        else if (cluster.services) {
          for (const json::value& shown : array_at(*reply, "services"))
            cluster.services->push_back(read_service(shown));
        }
      });
    }
  }
}

std::optional<json::array> ClusterReader::tasks_on(AwsClient& client, const std::string& cluster,
                                                   const std::string& host,
                                                   std::initializer_list<const char*> desired_statuses) {
  std::vector<std::string> arns;
  for (const char* desired : desired_statuses) {
    const auto listed = ask_all(
        client, "ecs", "ListTasks",
        {{"cluster", cluster}, {"containerInstance", host}, {"desiredStatus", desired}}, "taskArns", host);
    if (!listed) return std::nullopt;
    for (const json::value& arn : *listed) arns.push_back(as_text(arn));
  }
  json::array all;
  for (const auto& batch : batches(arns, kTasksOfACall)) {
    const auto reply =
        ask(client, "ecs", "DescribeTasks", {{"cluster", cluster}, {"tasks", as_list(batch)}}, host);
    if (!reply) return std::nullopt;
    const json::array& tasks = array_at(*reply, "tasks");
    all.insert(all.end(), tasks.begin(), tasks.end());
  }
  return all;
}

void ClusterReader::add_last_tasks(Jobs& jobs) {
  for (diagnosis::Cluster& cluster : description_.clusters) {
    if (!cluster.hosts) continue;
    for (ContainerInstance& host : *cluster.hosts) {
      if (host.status != "DRAINING" || host.running_tasks + host.pending_tasks > 0) continue;
      jobs.push_back([this, &cluster, &host](AwsClient& client) {
        const auto tasks = tasks_on(client, cluster.name, host.id, {"RUNNING", "STOPPED"});
        if (!tasks) return;
        host.unstopped_tasks = std::count_if(tasks->begin(), tasks->end(), [](const json::value& task) {
          return text_at(task, "lastStatus") != "STOPPED";
        });
      });
    }
  }
}

/// A call of each is refused now as it would be then. DescribeTasks finds no task of that id, which is no error.
void ClusterReader::add_later_reads(Jobs& jobs) {
  for (diagnosis::Cluster& cluster : description_.clusters) {
    jobs.push_back([this, &cluster](AwsClient& client) {
      json::object question{{"cluster", cluster.name}, {"maxResults", 1}};
      if (!cluster.hosts_read().empty()) question["containerInstance"] = cluster.hosts_read().front().id;
      ask(client, "ecs", "ListTasks", std::move(question), cluster.name);
      ask(client, "ecs", "DescribeTasks", {{"cluster", cluster.name}, {"tasks", {std::string(32, '0')}}},
          cluster.name);
      ask(client, "ecs", "ListTagsForResource", {{"resourceArn", cluster.arn}}, cluster.name);
    });
  }
}

void ClusterReader::add_task_definitions(Jobs& jobs) {
  std::set<std::string> arns;
  for (const diagnosis::Cluster& cluster : description_.clusters) {
    for (const Service& service : cluster.services_read()) arns.insert(service.task_definition);
  }
  for (const std::string& arn : arns) {
    jobs.push_back([this, arn](AwsClient& client) {
      const auto reply = ask(client, "ecs", "DescribeTaskDefinition", {{"taskDefinition", arn}}, arn);
      if (!reply) return;
      TaskDefinition definition = read_task_definition(object_at(*reply, "taskDefinition"));
      const std::lock_guard lock{mutex_};
      description_.task_definitions.emplace(arn, std::move(definition));
    });
  }
}

void ClusterReader::add_draining_tasks(Jobs& jobs) {
  for (diagnosis::Cluster& cluster : description_.clusters) {
    if (!cluster.hosts) continue;
    for (ContainerInstance& host : *cluster.hosts) {
      if (host.status != "DRAINING" || host.running_tasks + host.pending_tasks == 0) continue;
      jobs.push_back([this, &cluster, &host](AwsClient& client) {
        const auto tasks = tasks_on(client, cluster.name, host.id, {"RUNNING"});
        if (!tasks) return;
        std::set<std::string> services;
        for (const json::value& task : *tasks) {
          const std::string group = text_at(task, "group");
          if (group.starts_with(kServiceGroup)) services.insert(group.substr(kServiceGroup.size()));
        }
        host.services.emplace(services.begin(), services.end());
      });
    }
  }
}

void ClusterReader::add_providers(Jobs& jobs) {
  std::set<std::string> names;
  for (const diagnosis::Cluster& cluster : description_.clusters)
    names.insert(cluster.providers.begin(), cluster.providers.end());
  if (names.empty()) return;
  jobs.push_back([this, names](AwsClient& client) {
    const auto reply =
        ask_all(client, "ecs", "DescribeCapacityProviders",
                {{"capacityProviders", as_list({names.begin(), names.end()})}}, "capacityProviders");
    if (!reply) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& shown : *reply) {
      CapacityProvider provider = read_provider(shown);
      description_.providers.emplace(provider.name, std::move(provider));
    }
  });
}

}  // namespace eni::command
