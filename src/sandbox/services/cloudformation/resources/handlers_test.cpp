/// What resources of EC2's and ECS's types ask for, in which order, and how they wait; services answer literally.
#include "base/test_tasks.h"
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

TEST_F(Handlers, ARowIsCreatedTaggedChangedAndRemovedByItsOperations) {
  const ResourceType& type = *find_resource_type("AWS::EC2::RouteTable");
  services.answer("ec2:CreateRouteTable", R"({"routeTable": {"routeTableId": "rtb-1"}})");
  services.fail("ec2:DeleteRouteTable", "DependencyViolation");
  ResourceCall table = call(R"({"VpcId": "vpc-1", "Tags": [{"Key": "a", "Value": "1"}]})");
  const auto outcome = run(create_resource(type, table));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "rtb-1");
  EXPECT_EQ(as_text(outcome->attributes.at("RouteTableId")), "rtb-1");
  EXPECT_EQ(made, std::vector<std::string>{"rtb-1"});
  ResourceCall changed = call(R"({"VpcId": "vpc-1", "Tags": [{"Key": "b", "Value": "2"}]})", "rtb-1",
                              R"({"VpcId": "vpc-1", "Tags": [{"Key": "a", "Value": "1"}]})");
  ASSERT_TRUE(run(update_resource(type, changed)));
  ASSERT_TRUE(run(remove_resource(type, changed)));
  const std::vector<std::string> expected{
      R"(ec2:CreateRouteTable {"VpcId":"vpc-1","TagSpecification":[{"ResourceType":"route-table",)"
      R"("Tag":[{"Key":"a","Value":"1"}]}]})",
      R"(ec2:DeleteTags {"ResourceId":["rtb-1"],"Tag":[{"Key":"a"}]})",
      R"(ec2:CreateTags {"ResourceId":["rtb-1"],"Tag":[{"Key":"b","Value":"2"}]})",
      R"(ec2:DeleteRouteTable {"RouteTableId":"rtb-1"})",
      R"(ec2:DeleteRouteTable {"RouteTableId":"rtb-1"})",
  };
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Handlers, AnUpdateSendsWhatHasChangedAndTheFallbackOfWhatIsNoMore) {
  ResourceCall cluster =
      call(R"({"Configuration": {"ExecuteCommandConfiguration": {"Logging": "NONE"}}})", "c",
           R"({"ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]})");
  ASSERT_TRUE(run(update_resource(*find_resource_type("AWS::ECS::Cluster"), cluster)));
  const std::vector<std::string> expected{
      R"(ecs:UpdateCluster {"cluster":"c","settings":[{"name":"containerInsights","value":"disabled"}],)"
      R"("configuration":{"executeCommandConfiguration":{"logging":"NONE"}}})"};
  EXPECT_EQ(services.calls, expected);
}

/// What an update asks for.
struct Update {
  const char* type;
  const char* before;
  const char* after;
  std::vector<std::string> calls;
};
const Update kUpdates[] = {
    // A setting: put, deleted, or set to what it is without the template.
    {"AWS::Logs::LogGroup",
     R"({})",
     R"({"RetentionInDays": "7"})",
     {R"(logs:PutRetentionPolicy {"logGroupName":"id","retentionInDays":7})"}},
    {"AWS::Logs::LogGroup",
     R"({"RetentionInDays": 7})",
     R"({})",
     {R"(logs:DeleteRetentionPolicy {"logGroupName":"id"})"}},
    {"AWS::Logs::LogGroup", R"({"RetentionInDays": 7})", R"({"RetentionInDays": "7"})", {}},
    {"AWS::Logs::ResourcePolicy",
     R"({"PolicyName": "id", "PolicyDocument": "{}"})",
     R"({"PolicyName": "id", "PolicyDocument": {"Statement": []}})",
     {R"(logs:PutResourcePolicy {"policyName":"id","policyDocument":"{\"Statement\":[]}"})"}},
    {"AWS::IAM::AccessKey",
     R"({"UserName": "u", "Status": "Inactive"})",
     R"({"UserName": "u"})",
     {R"(iam:UpdateAccessKey {"AccessKeyId":"id","UserName":"u","Status":"Active"})"}},
    {"AWS::ECS::Cluster",
     R"({"CapacityProviders": ["FARGATE", "FARGATE_SPOT"]})",
     R"({"CapacityProviders": ["FARGATE"]})",
     {R"(ecs:PutClusterCapacityProviders {"cluster":"id","capacityProviders":["FARGATE"],)"
      R"("defaultCapacityProviderStrategy":[]})"}},
    {"AWS::ECS::CapacityProvider",
     R"({"AutoScalingGroupProvider": {"AutoScalingGroupArn": "g", "ManagedDraining": "ENABLED"}})",
     R"({"AutoScalingGroupProvider": {"AutoScalingGroupArn": "g", "ManagedScaling": {"TargetCapacity": "80"}}})",
     {R"(ecs:UpdateCapacityProvider {"autoScalingGroupProvider":{"managedScaling":{"targetCapacity":80}},"name":"id"})",
      R"(ecs:DescribeCapacityProviders {"capacityProviders":["id"]})"}},
    {"AWS::S3::Bucket",
     R"({"VersioningConfiguration": {"Status": "Enabled"}})",
     R"({"BucketEncryption": {"ServerSideEncryptionConfiguration": [
         {"BucketKeyEnabled": "true", "ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}})",
     {R"(s3:PutBucketEncryption {"Bucket":"id","ServerSideEncryptionConfiguration":{"Rules":[)"
      R"({"BucketKeyEnabled":true,"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}})",
      R"(s3:PutBucketVersioning {"Bucket":"id","VersioningConfiguration":{"Status":"Suspended"}})"}},
    {"AWS::ApplicationAutoScaling::ScalableTarget",
     R"({"ResourceId": "service/c/s", "ScalableDimension": "d", "ServiceNamespace": "ecs", "MinCapacity": 1, "MaxCapacity": 2,
         "ScheduledActions": [{"ScheduledActionName": "a", "Schedule": "daily"}]})",
     R"({"ResourceId": "service/c/s", "ScalableDimension": "d", "ServiceNamespace": "ecs", "MinCapacity": 1, "MaxCapacity": 3})",
     {R"(application-autoscaling:RegisterScalableTarget {"ResourceId":"service/c/s","ScalableDimension":"d",)"
      R"("ServiceNamespace":"ecs","MaxCapacity":3})",
      R"(application-autoscaling:DeleteScheduledAction {"ResourceId":"service/c/s","ScalableDimension":"d",)"
      R"("ServiceNamespace":"ecs","ScheduledActionName":"a"})"}},
    // Tags under a name of the type's own.
    {"AWS::EFS::FileSystem",
     R"({"FileSystemTags": [{"Key": "a", "Value": "1"}]})",
     R"({"FileSystemTags": [{"Key": "b", "Value": "2"}], "ThroughputMode": "elastic"})",
     {R"(elasticfilesystem:UpdateFileSystem {"FileSystemId":"id","ThroughputMode":"elastic"})",
      R"(elasticfilesystem:UntagResource {"ResourceId":"id","tagKeys":["a"]})",
      R"(elasticfilesystem:TagResource {"ResourceId":"id","Tags":[{"Key":"b","Value":"2"}]})"}},
    // One property a call, under a path of names.
    {"AWS::EC2::Subnet",
     R"({"VpcId": "v", "MapPublicIpOnLaunch": true})",
     R"({"VpcId": "v", "PrivateDnsNameOptionsOnLaunch": {"HostnameType": "resource-name"}})",
     {R"(ec2:ModifySubnetAttribute {"SubnetId":"id","MapPublicIpOnLaunch":{"Value":"false"}})",
      R"(ec2:ModifySubnetAttribute {"SubnetId":"id","PrivateDnsHostnameTypeOnLaunch":"resource-name"})",
      R"(ec2:DescribeSubnets {"SubnetId":["id"]})"}},
    // Elements of lists: texts, and structures of which some member is the name.
    {"AWS::IAM::User",
     R"({"Groups": ["a", "b"], "Policies": [{"PolicyName": "p", "PolicyDocument": {"A": 1}},
                                           {"PolicyName": "q", "PolicyDocument": {}}]})",
     R"({"Groups": ["b", "c"], "Policies": [{"PolicyName": "p", "PolicyDocument": {"A": 2}}]})",
     {R"(iam:PutUserPolicy {"UserName":"id","PolicyName":"p","PolicyDocument":"{\"A\":2}"})",
      R"(iam:DeleteUserPolicy {"UserName":"id","PolicyName":"q"})",
      R"(iam:AddUserToGroup {"UserName":"id","GroupName":"c"})",
      R"(iam:RemoveUserFromGroup {"UserName":"id","GroupName":"a"})"}},
    {"AWS::IAM::InstanceProfile",
     R"({"Roles": ["a"]})",
     R"({"Roles": ["b"]})",
     {R"(iam:RemoveRoleFromInstanceProfile {"InstanceProfileName":"id","RoleName":"a"})",
      R"(iam:AddRoleToInstanceProfile {"InstanceProfileName":"id","RoleName":"b"})"}},
    // With a property of `add`, and under another key.
    {"AWS::IAM::Policy",
     R"({"PolicyName": "p", "PolicyDocument": {}, "Roles": ["a", "b"]})",
     R"({"PolicyName": "p", "PolicyDocument": {"A": 1}, "Roles": ["b"]})",
     {R"(iam:PutRolePolicy {"PolicyName":"p","PolicyDocument":"{\"A\":1}","RoleName":"b"})",
      R"(iam:DeleteRolePolicy {"PolicyName":"p","RoleName":"a"})"}},
    {"AWS::IAM::Policy",
     R"({"PolicyName": "p", "PolicyDocument": {}, "Groups": ["a"]})",
     R"({"PolicyName": "q", "PolicyDocument": {}, "Groups": ["a"]})",
     {R"(iam:PutGroupPolicy {"PolicyName":"q","PolicyDocument":"{}","GroupName":"a"})",
      R"(iam:DeleteGroupPolicy {"PolicyName":"p","GroupName":"a"})"}},
    {"AWS::IAM::UserToGroupAddition",
     R"({"GroupName": "g", "Users": ["a"]})",
     R"({"GroupName": "h", "Users": ["a"]})",
     {R"(iam:AddUserToGroup {"GroupName":"h","UserName":"a"})",
      R"(iam:RemoveUserFromGroup {"GroupName":"g","UserName":"a"})"}},
    // Tags that are set as a whole.
    {"AWS::S3::Bucket",
     R"({"Tags": [{"Key": "a", "Value": "1"}]})",
     R"({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]})",
     {R"(s3:PutBucketTagging {"Bucket":"id","Tagging":{"TagSet":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}})"}},
    {"AWS::S3::Bucket",
     R"({"Tags": [{"Key": "a", "Value": "1"}]})",
     R"({})",
     {R"(s3:DeleteBucketTagging {"Bucket":"id"})"}},
    // A list whose elements go alone in a list.
    {"AWS::ElasticLoadBalancingV2::ListenerCertificate",
     R"({"ListenerArn": "l", "Certificates": [{"CertificateArn": "a"}]})",
     R"({"ListenerArn": "l", "Certificates": [{"CertificateArn": "b"}]})",
     {R"(elasticloadbalancing:AddListenerCertificates {"ListenerArn":"l","Certificates":[{"CertificateArn":"b"}]})",
      R"(elasticloadbalancing:RemoveListenerCertificates {"ListenerArn":"l","Certificates":[{"CertificateArn":"a"}]})"}},
    {"AWS::ElasticLoadBalancingV2::ListenerRule",
     R"({"Priority": 1, "Actions": []})",
     R"({"Priority": "2", "Actions": []})",
     {R"(elasticloadbalancing:SetRulePriorities {"RulePriorities":[{"RuleArn":"id","Priority":2}]})",
      R"(elasticloadbalancing:DescribeRules {"RuleArns":["id"]})"}},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer",
     R"({"Subnets": ["s-1"], "IpAddressType": "dualstack"})",
     R"({"Subnets": ["s-1", "s-2"], "LoadBalancerAttributes": [{"Key": "k", "Value": 1}]})",
     {R"(elasticloadbalancing:ModifyLoadBalancerAttributes {"LoadBalancerArn":"id","Attributes":[{"Key":"k","Value":"1"}]})",
      R"(elasticloadbalancing:SetIpAddressType {"LoadBalancerArn":"id","IpAddressType":"ipv4"})",
      R"(elasticloadbalancing:SetSubnets {"LoadBalancerArn":"id","Subnets":["s-1","s-2"]})",
      R"(elasticloadbalancing:DescribeLoadBalancers {"LoadBalancerArns":["id"]})"}},
    {"AWS::ECS::Service",
     R"({"LoadBalancers": [{"TargetGroupArn": "t", "ContainerName": "c", "ContainerPort": "80"}]})",
     R"({})",
     {R"(ecs:DescribeServices {"services":["id"]})",
      R"(ecs:UpdateService {"service":"id","loadBalancers":[]})",
      R"(ecs:DescribeServices {"services":["id"]})"}},
    {"AWS::ServiceDiscovery::Instance",
     R"({"ServiceId": "srv-1", "InstanceAttributes": {"AWS_INSTANCE_PORT": "80"}})",
     R"({"ServiceId": "srv-1", "InstanceAttributes": {"AWS_INSTANCE_PORT": "81"}})",
     {R"(servicediscovery:RegisterInstance {"InstanceId":"id","ServiceId":"srv-1","Attributes":{"AWS_INSTANCE_PORT":"81"}})"}},
    {"AWS::ElasticLoadBalancingV2::TargetGroup",
     R"({"HealthCheckPath": "/a", "Targets": [{"Id": "i-1"}]})",
     R"({"HealthCheckPath": "/b", "Targets": [{"Id": "i-1", "Port": "80"}]})",
     {R"(elasticloadbalancing:ModifyTargetGroup {"TargetGroupArn":"id","HealthCheckPath":"/b"})",
      R"(elasticloadbalancing:RegisterTargets {"TargetGroupArn":"id","Targets":[{"Id":"i-1","Port":80}]})",
      R"(elasticloadbalancing:DeregisterTargets {"TargetGroupArn":"id","Targets":[{"Id":"i-1"}]})",
      R"(elasticloadbalancing:DescribeTargetGroups {"TargetGroupArns":["id"]})"}},
    // A policy is put under its name, its id is its ARN.
    {"AWS::AutoScaling::ScalingPolicy",
     R"({"AutoScalingGroupName": "g", "ScalingAdjustment": 1})",
     R"({"AutoScalingGroupName": "g", "ScalingAdjustment": 2})",
     {R"(autoscaling:PutScalingPolicy {"PolicyName":"id","AutoScalingGroupName":"g","ScalingAdjustment":2})"}},
    {"AWS::AutoScaling::LifecycleHook",
     R"({"AutoScalingGroupName": "g", "HeartbeatTimeout": 60, "NotificationTargetARN": "a"})",
     R"({"AutoScalingGroupName": "g"})",
     {R"(autoscaling:PutLifecycleHook {"LifecycleHookName":"id","AutoScalingGroupName":"g","HeartbeatTimeout":3600,)"
      R"("NotificationTargetARN":""})"}},
    // Sizes go with every change; subnets are a text there; tags say whether instances get them.
    {"AWS::AutoScaling::AutoScalingGroup",
     R"({"MinSize": "1", "MaxSize": "2", "VPCZoneIdentifier": ["a"], "Cooldown": "60",
         "Tags": [{"Key": "k", "Value": "v", "PropagateAtLaunch": true}, {"Key": "l", "Value": "w"}],
         "TargetGroupARNs": ["t"], "LifecycleHookSpecificationList": [{"LifecycleHookName": "h"}]})",
     R"({"MinSize": "1", "MaxSize": "2", "VPCZoneIdentifier": ["a", "b"],
         "Tags": [{"Key": "k", "Value": "v", "PropagateAtLaunch": false}],
         "TargetGroupARNs": ["u"], "MetricsCollection": [{"Granularity": "1Minute"}]})",
     {R"(autoscaling:DeleteTags {"Tags":[{"ResourceId":"id","ResourceType":"auto-scaling-group","Key":"l"}]})",
      R"(autoscaling:CreateOrUpdateTags {"Tags":[{"ResourceId":"id","ResourceType":"auto-scaling-group","Key":"k",)"
      R"("Value":"v","PropagateAtLaunch":false}]})",
      R"(autoscaling:UpdateAutoScalingGroup {"AutoScalingGroupName":"id","DefaultCooldown":300,)"
      R"("VPCZoneIdentifier":"a,b","MinSize":1,"MaxSize":2})",
      R"(autoscaling:DeleteLifecycleHook {"AutoScalingGroupName":"id","LifecycleHookName":"h"})",
      R"(autoscaling:AttachLoadBalancerTargetGroups {"AutoScalingGroupName":"id","TargetGroupARNs":["u"]})",
      R"(autoscaling:DetachLoadBalancerTargetGroups {"AutoScalingGroupName":"id","TargetGroupARNs":["t"]})",
      R"(autoscaling:EnableMetricsCollection {"AutoScalingGroupName":"id","Granularity":"1Minute"})",
      R"(autoscaling:DescribeAutoScalingGroups {"AutoScalingGroupNames":["id"]})"}},
    // Attributes that one operation sets one by one, and policies that are an attribute.
    {"AWS::SNS::Topic",
     R"({"DisplayName": "a", "TracingConfig": "Active"})",
     R"({"DisplayName": "b", "SignatureVersion": 2})",
     {R"(sns:SetTopicAttributes {"TopicArn":"id","AttributeValue":"b","AttributeName":"DisplayName"})",
      R"(sns:SetTopicAttributes {"TopicArn":"id","AttributeValue":"2","AttributeName":"SignatureVersion"})",
      R"(sns:SetTopicAttributes {"TopicArn":"id","AttributeValue":"","AttributeName":"TracingConfig"})"}},
    {"AWS::SNS::TopicPolicy",
     R"({"Topics": ["a", "b"], "PolicyDocument": {"A": 1}})",
     R"({"Topics": ["b", "c"], "PolicyDocument": {"A": 2}})",
     {R"(sns:SetTopicAttributes {"AttributeValue":"{\"A\":2}","TopicArn":"b","AttributeName":"Policy"})",
      R"(sns:SetTopicAttributes {"AttributeValue":"{\"A\":2}","TopicArn":"c","AttributeName":"Policy"})",
      R"(sns:SetTopicAttributes {"TopicArn":"a","AttributeName":"Policy","AttributeValue":""})"}},
    {"AWS::SNS::TopicInlinePolicy",
     R"({"TopicArn": "id", "PolicyDocument": {}})",
     R"({"TopicArn": "id", "PolicyDocument": {"A": 1}})",
     {R"(sns:SetTopicAttributes {"TopicArn":"id","AttributeValue":"{\"A\":1}","AttributeName":"Policy"})"}},
    {"AWS::ECR::RegistryPolicy",
     R"({"PolicyText": {}})",
     R"({"PolicyText": {"A": 1}})",
     {R"(ecr:PutRegistryPolicy {"policyText":"{\"A\":1}"})"}},
    {"AWS::Organizations::OrganizationalUnit",
     R"({"Name": "a", "ParentId": "r"})",
     R"({"Name": "b", "ParentId": "r"})",
     {R"(organizations:UpdateOrganizationalUnit {"OrganizationalUnitId":"id","Name":"b"})",
      R"(organizations:DescribeOrganizationalUnit {"OrganizationalUnitId":"id"})"}},
    {"AWS::RAM::ResourceShare",
     R"({"Name": "s", "Principals": ["1", "2"]})",
     R"({"Name": "s", "Principals": ["2"], "ResourceArns": ["a"]})",
     {R"(ram:DisassociateResourceShare {"resourceShareArn":"id","principals":["1"]})",
      R"(ram:AssociateResourceShare {"resourceShareArn":"id","resourceArns":["a"]})"}},
    {"AWS::CloudWatch::Alarm",
     R"({"Threshold": 1, "Tags": [{"Key": "a", "Value": "1"}]})",
     R"({"Threshold": "2.5"})",
     {R"(monitoring:PutMetricAlarm {"AlarmName":"id","Threshold":2.5E0})",
      R"(monitoring:UntagResource {"ResourceARN":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:id",)"
      R"("TagKeys":["a"]})"}},
};

TEST_F(Handlers, AnUpdateAsksForWhatHasChanged) {
  for (const Update& row : kUpdates) {
    services.calls.clear();
    const ResourceType& type = *find_resource_type(row.type);
    ResourceCall resource = call(row.after, "id", row.before);
    EXPECT_FALSE(refused_property(type, resource.properties)) << row.type;
    (void)run(update_resource(type, resource));
    EXPECT_EQ(services.calls, row.calls) << row.type << " " << row.after;
  }
}

TEST_F(Handlers, WhatIsLeftOfAListIsRemovedBeforeTheResource) {
  services.fail("iam:DetachRolePolicy", "NoSuchEntity");
  ResourceCall role = call(R"({"ManagedPolicyArns": ["arn:p"], "Policies": [{"PolicyName": "q"}]})", "r");
  ASSERT_TRUE(remove("AWS::IAM::Role", role));
  const std::vector<std::string> expected{
      R"(iam:DetachRolePolicy {"RoleName":"r","PolicyArn":"arn:p"})",
      R"(iam:DeleteRolePolicy {"RoleName":"r","PolicyName":"q"})",
      R"(iam:DeleteRole {"RoleName":"r"})",
  };
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Handlers, WhatWasConfiguredIsUndoneBeforeTheResource) {
  ResourceCall user = call(R"({"LoginProfile": {"Password": "p"}})", "u");
  ASSERT_TRUE(remove("AWS::IAM::User", user));
  ResourceCall rule = call(R"({"Targets": [{"Id": "a", "Arn": "b"}]})", "r");
  ASSERT_TRUE(remove("AWS::Events::Rule", rule));
  const std::vector<std::string> expected{
      R"(iam:DeleteLoginProfile {"UserName":"u"})",
      R"(iam:DeleteUser {"UserName":"u"})",
      R"(events:RemoveTargets {"Rule":"r","Ids":["a"]})",
      R"(events:DeleteRule {"Name":"r"})",
  };
  EXPECT_EQ(services.calls, expected);
}

/// The operation that deletes what is known by another id than its own.
struct Removal {
  const char* type;
  const char* id;
  std::vector<std::string> calls;
};
const Removal kRemovals[] = {
    {"AWS::Lambda::LayerVersion",
     "arn:layer:l:3",
     {R"(lambda:DeleteLayerVersion {"LayerName":"arn:layer:l","VersionNumber":"3"})"}},
    {"AWS::EC2::LaunchTemplate", "lt-1", {R"(ec2:DeleteLaunchTemplate {"LaunchTemplateId":"lt-1"})"}},
    {"AWS::EC2::LaunchTemplate", "name", {R"(ec2:DeleteLaunchTemplate {"LaunchTemplateName":"name"})"}},
    {"AWS::ECS::TaskDefinition", "arn:t:1", {R"(ecs:DeregisterTaskDefinition {"taskDefinition":"arn:t:1"})"}},
    {"AWS::ApplicationAutoScaling::ScalingPolicy",
     "arn:aws:autoscaling:r:1:scalingPolicy:u:resource/ecs/service/c/s:policyName/p:createdBy/u",
     {R"(application-autoscaling:DeleteScalingPolicy {"PolicyName":"p","ServiceNamespace":"ecs","ResourceId":"service/c/s",)"
      R"("ScalableDimension":"ecs:service:DesiredCount"})"}},
    {"AWS::SNS::TopicInlinePolicy",
     "arn:t",
     {R"(sns:SetTopicAttributes {"TopicArn":"arn:t","AttributeName":"Policy","AttributeValue":""})"}},
};

TEST_F(Handlers, ARemovalNamesTheResourceAsItsOperationDoes) {
  for (const Removal& row : kRemovals) {
    services.calls.clear();
    ResourceCall resource = call("{}", row.id);
    EXPECT_TRUE(remove(row.type, resource)) << row.type;
    EXPECT_EQ(services.calls, row.calls);
  }
}

TEST_F(Handlers, WhatIsThereAlreadyIsNotReplaced) {
  services.answer("ecr:GetRegistryPolicy", R"({"registryId": "000000000000", "policyText": "{}"})");
  ResourceCall policy = call(R"({"PolicyText": {}})");
  const auto outcome = create("AWS::ECR::RegistryPolicy", policy);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message,
            "Resource of type 'AWS::ECR::RegistryPolicy' with identifier '000000000000' already exists.");
  EXPECT_FALSE(policy.exists);
  services.fail("ecr:GetRegistryPolicy", "RegistryPolicyNotFoundException");
  EXPECT_TRUE(create("AWS::ECR::RegistryPolicy", policy));
  EXPECT_EQ(services.count("ecr:PutRegistryPolicy"), 1);
}

TEST_F(Handlers, AnAccountIsMovedOnceItIsMade) {
  services.answer("organizations:CreateAccount", R"({"CreateAccountStatus": {"Id": "car-1"}})");
  services.answer("organizations:DescribeCreateAccountStatus",
                  R"({"CreateAccountStatus": {"State": "IN_PROGRESS"}})");
  services.answer("organizations:DescribeCreateAccountStatus",
                  R"({"CreateAccountStatus": {"State": "SUCCEEDED", "AccountId": "1"}})");
  services.answer("organizations:ListParents", R"({"Parents": [{"Id": "r-1"}]})");
  services.answer("organizations:DescribeAccount", R"({"Account": {"JoinedTimestamp": 1.5}})");
  ResourceCall account = call(R"({"AccountName": "a", "Email": "a@example.com", "ParentIds": ["ou-1"]})");
  const auto outcome = create("AWS::Organizations::Account", account);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "1");
  EXPECT_EQ(as_text(outcome->attributes.at("JoinedTimestamp")), "1970-01-01T00:00:01.500Z");
  const std::vector<std::string> expected{
      R"(organizations:CreateAccount {"AccountName":"a","Email":"a@example.com"})",
      R"(organizations:DescribeCreateAccountStatus {"CreateAccountRequestId":"car-1"})",
      R"(organizations:DescribeCreateAccountStatus {"CreateAccountRequestId":"car-1"})",
      R"(organizations:ListParents {"ChildId":"1"})",
      R"(organizations:MoveAccount {"AccountId":"1","SourceParentId":"r-1","DestinationParentId":"ou-1"})",
      R"(organizations:DescribeAccount {"AccountId":"1"})",
  };
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Handlers, AnAccountThatIsNotMadeSaysWhy) {
  services.answer("organizations:CreateAccount", R"({"CreateAccountStatus": {"Id": "car-1"}})");
  services.answer("organizations:DescribeCreateAccountStatus",
                  R"({"CreateAccountStatus": {"State": "FAILED", "FailureReason": "EMAIL_ALREADY_EXISTS"}})");
  ResourceCall account = call(R"({"AccountName": "a", "Email": "a@example.com"})");
  const auto outcome = create("AWS::Organizations::Account", account);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(
      outcome.error(),
      (ApiError{"AlreadyExists",
                "Account creation failed with reason [EMAIL_ALREADY_EXISTS] for request id: car-1", 400}));
}

TEST_F(Handlers, AnAttributeThatIsAListHasAllValuesAtItsPath) {
  services.answer("ec2:DescribeVpcs", R"({"vpcSet": [{"cidrBlock": "10.0.0.0/16",
      "cidrBlockAssociationSet": [{"associationId": "a-1"}, {"associationId": "a-2"}]}]})");
  services.answer("ec2:DescribeNetworkAcls", R"({"networkAclSet": [{"networkAclId": "acl-1"}]})");
  services.answer("ec2:DescribeSecurityGroups", R"({"securityGroupInfo": [{"groupId": "sg-1"}]})");
  ResourceCall vpc = call("{}", "vpc-1");
  const auto outcome = run(current_outcome(*find_resource_type("AWS::EC2::VPC"), vpc));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(json::serialize(outcome->attributes),
            R"({"CidrBlock":"10.0.0.0/16","CidrBlockAssociations":["a-1","a-2"],"Ipv6CidrBlocks":[],)"
            R"("VpcId":"vpc-1","DefaultNetworkAcl":"acl-1","DefaultSecurityGroup":"sg-1"})");
}

TEST_F(Handlers, AnUpdateMayGiveTheResourceAnotherId) {
  services.answer("ec2:ReplaceRouteTableAssociation", R"({"newAssociationId": "rtbassoc-2"})");
  ResourceCall association = call(R"({"RouteTableId": "rtb-2", "SubnetId": "subnet-1"})", "rtbassoc-1",
                                  R"({"RouteTableId": "rtb-1", "SubnetId": "subnet-1"})");
  const auto outcome =
      run(update_resource(*find_resource_type("AWS::EC2::SubnetRouteTableAssociation"), association));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "rtbassoc-2");
  EXPECT_EQ(services.calls.front(),
            R"(ec2:ReplaceRouteTableAssociation {"AssociationId":"rtbassoc-1","RouteTableId":"rtb-2"})");
}

TEST_F(Handlers, WhatIsForbiddenIsNotTakenForGone) {
  const ResourceType& type = *find_resource_type("AWS::S3::Bucket");
  for (const char* code : {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}) {
    services.fail("s3:DeleteBucket", code);
    services.fail("s3:HeadBucket", code);
    ResourceCall bucket = call("{}", "b");
    const auto removed = run(remove_resource(type, bucket));
    ASSERT_TRUE(removed.has_error());
    EXPECT_EQ(removed.error().code, code);
    EXPECT_TRUE(run(resource_exists(type, bucket)).has_error());
  }
}

TEST_F(Handlers, NatGatewayIsMadeOnceItIsAvailable) {
  services.answer("ec2:CreateNatGateway", R"({"natGateway": {"natGatewayId": "nat-1", "state": "pending"}})");
  for (int i = 0; i < 20; ++i)
    services.answer("ec2:DescribeNatGateways", R"({"natGatewaySet": [{"state": "pending"}]})");
  services.answer("ec2:DescribeNatGateways", R"({"natGatewaySet": [{"state": "available",
      "natGatewayAddressSet": [{"networkInterfaceId": "eni-1"}]}]})");
  ResourceCall nat = call(R"({"SubnetId": "subnet-1", "AllocationId": "eipalloc-1"})");
  const auto outcome = create("AWS::EC2::NatGateway", nat);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "nat-1");
  EXPECT_EQ(as_text(outcome->attributes.at("EniId")), "eni-1");
  EXPECT_EQ(made, std::vector<std::string>{"nat-1"});
  EXPECT_EQ(services.calls.front(),
            R"(ec2:CreateNatGateway {"AllocationId":"eipalloc-1","SubnetId":"subnet-1"})");
}

TEST_F(Handlers, NatGatewayThatFailsSaysWhy) {
  services.answer("ec2:CreateNatGateway", R"({"natGateway": {"natGatewayId": "nat-1"}})");
  services.answer(
      "ec2:DescribeNatGateways",
      R"({"natGatewaySet": [{"state": "failed", "failureMessage": "Network has no Internet gateway"}]})");
  ResourceCall nat = call(R"({"SubnetId": "subnet-1"})");
  const auto outcome = create("AWS::EC2::NatGateway", nat);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message,
            "NatGateway nat-1 is in state failed and hence failed to stabilize. Detailed failure message: "
            "Network has "
            "no Internet gateway");
  EXPECT_TRUE(nat.exists);
}

/// How often it asks, and for how long, while the wall clock is set before each time.
std::pair<int, Duration> asks(JumpingScheduler& scheduler, const ResourceCall& call, Duration jump) {
  std::pair<int, Duration> asked;
  const auto ask = [](JumpingScheduler& clock, Poll& poll, Duration by, int& times) -> Task<> {
    for (;;) {
      clock.jump(by);
      const ApiResult<void> waited = co_await poll.wait();
      if (waited.has_error()) co_return;
      ++times;
    }
  };
  Poll poll{call, std::chrono::minutes{1}, "Thing"};
  TestTasks tasks;
  const TimePoint began = scheduler.time().now();
  tasks.spawn(ask(scheduler, poll, jump, asked.first));
  while (tasks.size() > 0 && asked.first < 1000) scheduler.time().advance(Duration{10});
  asked.second = scheduler.time().now() - began;
  return asked;
}

TEST_F(Handlers, ASetWallClockNeitherEndsAPollNorHoldsIt) {
  const ResourceCall thing = call("{}");
  const auto usual = asks(scheduler, thing, {});
  EXPECT_GE(usual.second, std::chrono::minutes{1});
  EXPECT_LT(usual.second, std::chrono::seconds{65});
  EXPECT_EQ(asks(scheduler, thing, std::chrono::hours{24}), usual);
  EXPECT_EQ(asks(scheduler, thing, -std::chrono::hours{24}), usual);
}

TEST_F(Handlers, WaitingEndsWhenTheOperationIsGivenUp) {
  services.answer("ec2:CreateNatGateway", R"({"natGateway": {"natGatewayId": "nat-1"}})");
  services.answer("ec2:DescribeNatGateways", R"({"natGatewaySet": [{"state": "pending"}]})");
  stopping = true;
  ResourceCall nat = call(R"({"SubnetId": "subnet-1"})");
  const auto outcome = create("AWS::EC2::NatGateway", nat);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, kOperationCancelled);
}

TEST_F(Handlers, OwnEgressRulesTakeThePlaceOfTheDefaultOne) {
  services.answer("ec2:CreateSecurityGroup", R"({"groupId": "sg-1"})");
  services.answer("ec2:DescribeSecurityGroups",
                  R"({"securityGroupInfo": [{"groupId": "sg-1", "vpcId": "vpc-1"}]})");
  ResourceCall group = call(R"({"GroupDescription": "d", "VpcId": "vpc-1",
      "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "10.0.0.0/8"}],
      "SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": "443", "ToPort": "443",
                               "DestinationSecurityGroupId": "sg-2", "Description": "out"}]})",
                            "stack-Logical-1");
  const auto outcome = create("AWS::EC2::SecurityGroup", group);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "sg-1");
  const std::vector<std::string> expected{
      R"(ec2:CreateSecurityGroup {"GroupName":"stack-Logical-1","GroupDescription":"d","VpcId":"vpc-1"})",
      R"(ec2:AuthorizeSecurityGroupEgress {"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":"443",)"
      R"("ToPort":"443","Groups":[{"GroupId":"sg-2","Description":"out"}]}]})",
      R"(ec2:RevokeSecurityGroupEgress {"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"-1",)"
      R"("IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]})",
      R"(ec2:AuthorizeSecurityGroupIngress {"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":"80",)"
      R"("ToPort":"80","IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]})",
      R"(ec2:DescribeSecurityGroups {"GroupId":["sg-1"]})",
  };
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Handlers, GroupWithoutAVpcIsReferredToByItsName) {
  services.answer("ec2:CreateSecurityGroup", R"({"groupId": "sg-1"})");
  services.answer("ec2:DescribeSecurityGroups", R"({"securityGroupInfo": [{"groupId": "sg-1"}]})");
  ResourceCall group = call(R"({"GroupDescription": "d"})", "stack-Logical-1");
  const auto outcome = create("AWS::EC2::SecurityGroup", group);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "stack-Logical-1");
  EXPECT_EQ(as_text(outcome->attributes.at("GroupId")), "sg-1");
}

TEST_F(Handlers, AnotherDescriptionOfARuleIsNoOtherRule) {
  services.answer("ec2:DescribeSecurityGroups", R"({"securityGroupInfo": [{"groupId": "sg-1"}]})");
  ResourceCall group = call(
      R"({"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 80, "CidrIp": "10.0.0.0/8", "Description": "b"}]})",
      "sg-1",
      R"({"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": "80", "CidrIp": "10.0.0.0/8", "Description": "a"}]})");
  ASSERT_TRUE(run(update_resource(*find_resource_type("AWS::EC2::SecurityGroup"), group)));
  EXPECT_EQ(
      services.calls.back(),
      R"(ec2:UpdateSecurityGroupRuleDescriptionsIngress {"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp",)"
      R"("FromPort":"80","IpRanges":[{"CidrIp":"10.0.0.0/8","Description":"b"}]}]})");
}

TEST_F(Handlers, SubnetIsDeletedWhenItsInterfacesHaveGone) {
  for (int i = 0; i < 5; ++i) services.fail("ec2:DeleteSubnet", "DependencyViolation");
  ResourceCall subnet = call(R"({"VpcId": "vpc-1"})", "subnet-1");
  ASSERT_TRUE(remove("AWS::EC2::Subnet", subnet));
  EXPECT_EQ(services.count("ec2:DeleteSubnet"), 6);
}

TEST_F(Handlers, SubnetThatOthersHoldIsNotDeleted) {
  for (int i = 0; i < 1000; ++i) services.fail("ec2:DeleteSubnet", "DependencyViolation");
  ResourceCall subnet = call(R"({"VpcId": "vpc-1"})", "subnet-1");
  const auto removed = remove("AWS::EC2::Subnet", subnet);
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, "DependencyViolation");
}

TEST_F(Handlers, InstanceIsDeletedWhenItIsTerminated) {
  const char* kRow = R"({"reservationSet": [{"instancesSet": [{"instanceState": {"name": "%"}}]}]})";
  const auto in_state = [&](const std::string& state) {
    services.answer("ec2:DescribeInstances", replace_all(kRow, "%", state).c_str());
  };
  in_state("shutting-down");
  in_state("shutting-down");
  in_state("terminated");
  ResourceCall instance = call("{}", "i-1");
  ASSERT_TRUE(remove("AWS::EC2::Instance", instance));
  EXPECT_EQ(services.count("ec2:DescribeInstances"), 3);
}

TEST_F(Handlers, AutoScalingSaysNotFoundInWords) {
  for (const char* text : {"AutoScalingGroup name not found - AutoScalingGroup 'g' not found",
                           "No Lifecycle Hook found with name h for Auto Scaling group g"}) {
    EXPECT_TRUE(is_missing(ApiError{"ValidationError", text, 400}));
  }
  EXPECT_FALSE(is_missing(ApiError{"ValidationError", "Unrecognized health check type: x", 400}));
}

TEST_F(Handlers, ServiceStopsItsTasksBeforeItGoes) {
  services.answer("ecs:DescribeServices", R"({"services": [{"status": "DRAINING"}]})");
  services.answer("ecs:DescribeServices", R"({"services": [{"status": "INACTIVE"}]})");
  ResourceCall service = call(R"({"Cluster": "c"})", "arn:aws:ecs:::service/c/s");
  ASSERT_TRUE(remove("AWS::ECS::Service", service));
  const std::vector<std::string> expected{
      R"(ecs:UpdateService {"service":"arn:aws:ecs:::service/c/s","cluster":"c","desiredCount":0})",
      R"(ecs:DeleteService {"service":"arn:aws:ecs:::service/c/s","cluster":"c","force":true})",
      R"(ecs:DescribeServices {"services":["arn:aws:ecs:::service/c/s"],"cluster":"c"})",
      R"(ecs:DescribeServices {"services":["arn:aws:ecs:::service/c/s"],"cluster":"c"})",
  };
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Handlers, ServiceThatNeverBecomesStableFailsAfterThreeHours) {
  services.answer("ecs:CreateService", R"({"service": {"serviceArn": "arn:s"}})");
  for (int i = 0; i < 6000; ++i) {
    services.answer("ecs:DescribeServices", R"({"services": [{"status": "ACTIVE", "runningCount": 2,
        "desiredCount": 3, "pendingCount": 0, "deployments": [{"rolloutState": "IN_PROGRESS"}]}]})");
  }
  const TimePoint begin = scheduler.now();
  ResourceCall service = call(R"({"TaskDefinition": "t"})", "stack-Logical-1");
  const auto outcome = create("AWS::ECS::Service", service);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "Service arn:s did not stabilize.");
  EXPECT_GE(scheduler.now() - begin, std::chrono::hours{3});
  EXPECT_EQ(services.calls.front(),
            R"(ecs:CreateService {"serviceName":"stack-Logical-1","taskDefinition":"t","desiredCount":1})");
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
