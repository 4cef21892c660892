# ENI trunking for the EC2 hosts of Amazon ECS clusters: the hosts' role, the account setting awsvpcTrunking for it, the function
# that makes the setting, and an instance profile that is there once it is made. README.md says how to use the module.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.32"
    }
  }
}

variable "name" {
  description = "Of the stack and the function; what the names of all else begin with."
  type        = string
  default     = "eni-trunking"
  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,27}$", var.name))
    error_message = "The name is of at most 28 letters, digits and hyphens, a letter first: IAM, Lambda and CloudFormation all have to take it."
  }
}

variable "role" {
  description = "The hosts' role, where there is one: an aws_iam_role, or its name and ARN. It has to trust the function: output trust_policy."
  type = object({
    name = string
    arn  = string
  })
  default = null
}

variable "value" {
  description = "What the account setting awsvpcTrunking is to be for the role."
  type        = string
  default     = "enabled"
  validation {
    condition     = contains(["enabled", "disabled"], var.value)
    error_message = "The value is enabled or disabled."
  }
}

variable "on_delete" {
  description = "What becomes of the setting with the module: Unset lets the account's default count again, Disable writes disabled, Retain leaves it."
  type        = string
  default     = "Unset"
  validation {
    condition     = contains(["Unset", "Disable", "Retain"], var.on_delete)
    error_message = "What becomes of the setting is Unset, Disable or Retain."
  }
}

variable "propagation_timeout" {
  description = "For how many seconds AccessDenied is taken for IAM that has not propagated yet."
  type        = number
  default     = 120
  validation {
    condition     = var.propagation_timeout >= 0 && var.propagation_timeout <= 150 && floor(var.propagation_timeout) == var.propagation_timeout
    error_message = "The timeout is a whole number of seconds from 0 to 150: the function itself has 180."
  }
}

variable "region" {
  description = "Where the setting is made; the provider's region by default."
  type        = string
  default     = null
}

variable "architecture" {
  description = "Where the function runs, x86_64 or arm64; it has nothing to do with the hosts."
  type        = string
  default     = "x86_64"
  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "The architecture is x86_64 or arm64."
  }
}

variable "function_zip" {
  description = "The function's archive; by default eni-trunking-function-ARCHITECTURE.zip beside this file."
  type        = string
  default     = null
}

variable "log_retention_in_days" {
  description = "How long the function's log is kept."
  type        = number
  default     = 30
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition    = data.aws_partition.current.partition
  account      = data.aws_caller_identity.current.account_id
  role         = var.role == null ? { name = aws_iam_role.hosts[0].name, arn = aws_iam_role.hosts[0].arn } : var.role
  function_zip = coalesce(var.function_zip, "${path.module}/eni-trunking-function-${var.architecture}.zip")

  # ECS lets nobody but the role itself, and root, change the role's setting: so the function becomes the role, under this one
  # session name. A condition names it, not the principal: IAM refuses a principal that was made seconds ago, and a trust that
  # names the account leaves the function in need of its own policy.
  trust = {
    Effect    = "Allow"
    Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
    Action    = "sts:AssumeRole"
    Condition = {
      ArnEquals    = { "aws:PrincipalArn" = aws_iam_role.function.arn }
      StringEquals = { "sts:RoleSessionName" = "eni-trunking" }
    }
  }
}

# ---- the hosts ------------------------------------------------------------------------------------------

resource "aws_iam_role" "hosts" {
  count       = var.role == null ? 1 : 0
  name_prefix = "${var.name}-hosts-"
  description = "ECS hosts with ENI trunking"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "ec2.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
      local.trust,
    ]
  })
}

resource "aws_iam_role_policy_attachment" "hosts" {
  count      = var.role == null ? 1 : 0
  role       = local.role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_role_policy" "setting" {
  name = "make-awsvpc-trunking-setting"
  role = local.role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:PutAccountSetting", "ecs:DeleteAccountSetting"]
        Resource = "*"
        Condition = {
          StringEquals = { "ecs:account-setting" = "awsvpcTrunking" }
          # The function's session, not the hosts, whose sessions bear their instance ids.
          StringLike = { "aws:userid" = "*:eni-trunking" }
        }
      },
      {
        Effect   = "Allow"
        Action   = "ecs:ListAccountSettings"
        Resource = "*"
      },
    ]
  })
}

# Only there once the setting is made: a host that registers earlier never gets a trunk.
resource "aws_iam_instance_profile" "hosts" {
  name_prefix = "${var.name}-hosts-"
  role        = local.role.name
  depends_on  = [aws_cloudformation_stack.setting]
}

# ---- the setting ----------------------------------------------------------------------------------------

# The custom resource and nothing else. README.md says why a stack makes it.
resource "aws_cloudformation_stack" "setting" {
  name       = var.name
  on_failure = "DELETE"
  template_body = jsonencode({
    Description = "The account setting awsvpcTrunking for the role of ECS hosts; Terraform made this stack."
    Resources = {
      EniTrunking = {
        Type = "Custom::EniTrunking"
        Properties = {
          ServiceToken = aws_lambda_function.setting.arn
          # Three runs of the function with the pauses Lambda makes between them.
          ServiceTimeout     = 900
          Region             = { "Fn::Sub" = coalesce(var.region, "$${AWS::Region}") }
          EC2Role            = local.role.arn
          Value              = var.value
          OnDelete           = var.on_delete
          PropagationTimeout = var.propagation_timeout
        }
      }
    }
  })
  # Until the setting is taken back, too.
  depends_on = [
    aws_iam_role_policy.setting,
    aws_iam_role_policy.function_may_become_hosts,
    aws_iam_role_policy.function_log,
    aws_lambda_function_event_invoke_config.setting,
  ]
}

# ---- the function ---------------------------------------------------------------------------------------

resource "aws_lambda_function" "setting" {
  function_name    = var.name
  description      = "Makes the ECS account setting awsvpcTrunking for the hosts' role"
  filename         = local.function_zip
  source_code_hash = filebase64sha256(local.function_zip)
  runtime          = "provided.al2023"
  architectures    = [var.architecture]
  handler          = "bootstrap"
  memory_size      = 128
  timeout          = 180
  role             = aws_iam_role.function.arn
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }
}

resource "aws_lambda_function_event_invoke_config" "setting" {
  function_name          = aws_lambda_function.setting.function_name
  maximum_retry_attempts = 2
  # An older event has nobody left who waits for its answer.
  maximum_event_age_in_seconds = 900
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_iam_role" "function" {
  name_prefix = "${var.name}-function-"
  # A role that is made elsewhere may trust the path: the name is not known before.
  path        = "/eni-trunking/"
  description = "The function that makes the setting awsvpcTrunking"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# No logs:CreateLogGroup: a late line would bring the group back after it is gone.
resource "aws_iam_role_policy" "function_log" {
  name = "write-log"
  role = aws_iam_role.function.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.function.arn}:*"
    }]
  })
}

resource "aws_iam_role_policy" "function_may_become_hosts" {
  name = "become-ec2-role"
  role = aws_iam_role.function.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = local.role.arn
    }]
  })
}

output "role_name" {
  description = "The name of the hosts' role."
  value       = local.role.name
}

output "role_arn" {
  description = "The ARN of the hosts' role."
  value       = local.role.arn
}

output "instance_profile_name" {
  description = "The name of the instance profile to start hosts with; there once the setting is made."
  value       = aws_iam_instance_profile.hosts.name
}

output "instance_profile_arn" {
  description = "The same profile's ARN, as launch templates take it."
  value       = aws_iam_instance_profile.hosts.arn
}

output "trust_policy" {
  description = "What a role of yours has to say in its assume_role_policy: a policy document with that one statement."
  value       = jsonencode({ Version = "2012-10-17", Statement = [local.trust] })
}
