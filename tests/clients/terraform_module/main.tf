# A configuration of people who use integrations/terraform: with the module's role, and with one of their own. Applied, changed and
# destroyed by test_terraform_module.py.

provider "aws" {
  default_tags {
    tags = { project = "eni-trunking" }
  }
}

variable "architecture" {
  type = string
}

variable "value" {
  type    = string
  default = "enabled"
}

module "eni_trunking" {
  source       = "./eni-trunking"
  architecture = var.architecture
  value        = var.value
}

data "aws_iam_policy_document" "hosts" {
  source_policy_documents = [module.of_our_role.trust_policy]
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "hosts" {
  name               = "our-hosts"
  assume_role_policy = data.aws_iam_policy_document.hosts.json
}

module "of_our_role" {
  source       = "./eni-trunking"
  architecture = var.architecture
  name         = "our-trunking"
  role         = aws_iam_role.hosts
  region       = "eu-west-1"
  on_delete    = "Disable"
}

output "role" {
  value = module.eni_trunking.role_arn
}

output "our_role" {
  value = module.of_our_role.role_arn
}

output "instance_profile" {
  value = module.eni_trunking.instance_profile_name
}
