#include "sandbox/services/services.h"

#include <vector>

#include "sandbox/services/application-autoscaling/service.h"
#include "sandbox/services/autoscaling/service.h"
#include "sandbox/services/cloudformation/service.h"
#include "sandbox/services/ec2/service.h"
#include "sandbox/services/ecr/service.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/elasticfilesystem/service.h"
#include "sandbox/services/elasticloadbalancing/service.h"
#include "sandbox/services/events/service.h"
#include "sandbox/services/iam/service.h"
#include "sandbox/services/lambda/service.h"
#include "sandbox/services/logs/service.h"
#include "sandbox/services/monitoring/service.h"
#include "sandbox/services/organizations/service.h"
#include "sandbox/services/ram/service.h"
#include "sandbox/services/s3/service.h"
#include "sandbox/services/secretsmanager/service.h"
#include "sandbox/services/servicediscovery/service.h"
#include "sandbox/services/sns/service.h"
#include "sandbox/services/ssm/service.h"
#include "sandbox/services/sts/service.h"

namespace eni::sandbox {

std::span<const Service* const> all_services() {
  static const std::vector<const Service*> services{
      &application_autoscaling_service::kService,
      &autoscaling_service::kService,
      &cloudformation::kService,
      &ec2_service::kService,
      &ecr_service::kService,
      &ecs_service::kService,
      &efs_service::kService,
      &elb_service::kService,
      &events_service::kService,
      &iam_service::kService,
      &lambda_service::kService,
      &logs_service::kService,
      &monitoring_service::kService,
      &organizations_service::kService,
      &ram_service::kService,
      &s3_service::kService,
      &secrets_manager::kService,
      &service_discovery::kService,
      &sns_service::kService,
      &ssm_service::kService,
      &sts_service::kService,
  };
  return services;
}

}  // namespace eni::sandbox
