# A role that does not trust the function. Applied by test_terraform_module.py, in vain.

variable "architecture" {
  type = string
}

resource "aws_iam_role" "hosts" {
  name = "untrusting"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

module "eni_trunking" {
  source              = "./eni-trunking"
  architecture        = var.architecture
  role                = aws_iam_role.hosts
  propagation_timeout = 0
}
