// One file of each kind that people keep beside their code, for manifests.test.ts. `«PASS_WORD»` is where a secret is found.

interface ManifestKind {
  readonly kind: string;
  readonly path: string;
  readonly secret: string;
  /** The same with references, sealed values and placeholders. */
  readonly twin: string;
  /** What the first step of each finding says. */
  readonly instead: RegExp;
}

export const manifestKinds: readonly ManifestKind[] = [
  {
    kind: 'a Secret in several documents, stringData and a List',
    path: 'k8s/all.yaml',
    secret: `apiVersion: v1
data:
  password: '«PASSWORD64»'
kind: Secret
metadata:
  name: first
---
apiVersion: v1
kind: Secret
metadata: {name: second}
stringData:
  host: db.corp.net
  password: «PASS_WORD»
  api-token: "«TO_KEN»" # for the API
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Secret
  data:
    password: «PASSWORD64»
- apiVersion: v1
  data:
    password: |
      «PASSWORD64»
  kind: Secret
`,
    twin: `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
spec:
  encryptedData:
    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEqAgBy3i4OJSWK+PiTySYZZA9rO43cGDEqAgBy3i4OJSWK+PiTySYZZA9rO43cGDEqAgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
spec:
  data:
  - secretKey: password
    remoteRef:
      key: prod/db
      property: password
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
spec:
  parameters:
    objects: |
      - objectName: "db-password"
        secretKey: password
---
apiVersion: v1
kind: Secret
metadata:
  name: sops
stringData:
  password: ENC[AES256_GCM,data:fXkpt3qs3yAX,iv:NPtpzzOAAKOPVHrQhLPmNmHE8yxpN8ZrDKKIXSqiGYA=,tag:fLNvnfyXyTQGp0p1PkZkVA==,type:str]
sops:
  age:
  - recipient: age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
data:
  password: {{ .Values.auth.password | b64enc | quote }}
  username: YWRtaW4=
  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=
stringData:
  password: \${DB_PASSWORD}
  token: vault:secret/data/app#token
  other-token: op://vault/item/token
`,
    instead: /SealedSecret/,
  },
  {
    kind: 'a Deployment with inline values',
    path: 'k8s/deploy.yaml',
    secret: `apiVersion: apps/v1
kind: Deployment
spec:
  containers:
  - name: app
    env:
    - name: DB_PASSWORD
      value: «PASS_WORD»
    - { name: OTHER_PASSWORD, value: "«PASS_WORD»" }
    - name: SAFE_PASSWORD
      valueFrom:
        secretKeyRef:
          name: db-credentials
          key: password
`,
    twin: `apiVersion: apps/v1
kind: Deployment
spec:
  containers:
  - name: app
    env:
    - name: DB_PASSWORD
      valueFrom:
        secretKeyRef:
          name: db-credentials
          key: admin-password
    - { name: OTHER_PASSWORD, valueFrom: { secretKeyRef: { name: db-credentials, key: other-password } } }
    - name: PASSWORD_FILE
      value: /run/secrets/db
    envFrom:
    - secretRef:
        name: app-secrets
`,
    instead: /`valueFrom: \{ secretKeyRef: \{ name: my-secret, key: (?:db|other)-password \} \}` instead of `value:`/,
  },
  {
    kind: 'a ConfigMap',
    path: 'k8s/config.yaml',
    secret: `apiVersion: v1
kind: ConfigMap
data:
  DB_PASSWORD: «PASS_WORD»
  app.properties: |
    db.password=«PASS_WORD»
`,
    twin: `apiVersion: v1
kind: ConfigMap
data:
  DB_PASSWORD_FILE: /run/secrets/db
  app.properties: |
    db.password=\${DB_PASSWORD}
`,
    instead: /to a Secret.*`secretKeyRef`/,
  },
  {
    kind: 'literals of kustomize',
    path: 'overlay/kustomization.yaml',
    secret: `secretGenerator:
- name: db
  literals:
  - password=«PASS_WORD»
  - username=admin
- name: api
  literals: ["API_TOKEN=«TO_KEN»"]
`,
    twin: 'secretGenerator:\n- name: db\n  envs: [db.env]\n  files:\n  - password=password.txt\n',
    instead: /`envs:`/,
  },
  {
    kind: 'values of Helm',
    path: 'chart/values.yaml',
    secret: 'auth:\n  rootPassword: «PASS_WORD»\n  existingSecret: ""\n',
    twin: 'auth:\n  rootPassword: ""\n  existingSecret: db-credentials\n  secretKeys:\n    adminPasswordKey: postgres-password\n',
    instead: /`existingSecret`/,
  },
  {
    kind: 'a kubeconfig',
    path: 'ops/kubeconfig.yaml',
    secret: `apiVersion: v1
kind: Config
users:
- name: admin
  user:
    username: admin
    password: «PASS_WORD»
- name: sa
  user:
    token: «TO_KEN»
`,
    twin: `apiVersion: v1
kind: Config
users:
- name: sa
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
- name: cloud
  user:
    exec: { command: aws, args: [eks, get-token] }
- name: shown
  user:
    client-key-data: DATA+OMITTED
    token: REDACTED
`,
    instead: /`users\[\]\.user\.exec`/,
  },
  {
    kind: 'Compose',
    path: 'docker-compose.prod.yml',
    secret: `services:
  db:
    environment:
      POSTGRES_PASSWORD: «PASS_WORD»
  app:
    environment:
      - MYSQL_ROOT_PASSWORD=«PASS_WORD»
    build:
      args:
        NPM_TOKEN: «TO_KEN»
`,
    twin: `services:
  db:
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/db_password
      OTHER_PASSWORD: \${OTHER_PASSWORD:?set it}
  app:
    env_file: [.env]
    environment:
      - MYSQL_ROOT_PASSWORD
      - API_TOKEN=\${API_TOKEN}
    secrets: [db_password]
secrets:
  db_password:
    file: ./db_password.txt
  other_password:
    external: true
`,
    instead: /`\$\{(?:POSTGRES_PASSWORD|MYSQL_ROOT_PASSWORD|NPM_TOKEN)\}`/,
  },
  {
    kind: 'a state of Terraform',
    path: 'terraform.tfstate',
    secret: `{
  "version": 4,
  "outputs": {
    "login": {
      "value": "«PASS_WORD»",
      "type": "string",
      "sensitive": true
    }
  },
  "resources": [
    {
      "type": "random_password",
      "instances": [{
        "attributes": {
          "bcrypt_hash": "x",
          "id": "none",
          "length": 12,
          "result": "«PASS_WORD»",
          "special": true
        }
      }]
    },
    {
      "type": "aws_db_instance",
      "instances": [{ "attributes": { "master_password": "«PASS_WORD»", "type": "SecureString", "value": "«PASS_WORD»" } }]
    }
  ]
}
`,
    twin: `{
  "version": 4,
  "outputs": { "login": { "value": null, "type": "string", "sensitive": true } },
  "resources": [
    {
      "type": "aws_db_instance",
      "instances": [{
        "attributes": { "password": null, "password_wo_version": 1, "username": "app" },
        "sensitive_attributes": [[{ "type": "get_attr", "value": "password" }]]
      }]
    }
  ]
}
`,
    instead: /remote backend/,
  },
  {
    kind: 'a plan of Terraform in JSON',
    path: 'plan.json',
    secret:
      '{"format_version":"1.2","terraform_version":"1.9.0","variables":{"db_password":{"value":"«PASS_WORD»"}},"planned_values":{"password":"«PASS_WORD»"}}',
    twin: '{"format_version":"1.2","terraform_version":"1.9.0","variables":{"db_password":{"value":null}},"sensitive_values":{"password":true}}',
    instead: /plans out of git/,
  },
  {
    kind: 'Terraform',
    path: 'main.tf',
    secret: `provider "postgresql" {
  password = "«PASS_WORD»"
}
variable "api_token" {
  type    = string
  default = "«TO_KEN»"
}
`,
    twin: `provider "postgresql" {
  password = var.db_password
}
variable "api_token" {
  type      = string
  sensitive = true
}
resource "aws_db_instance" "db" {
  password = random_password.db.result
}
`,
    instead: /`var\.\w+` here, declared with `sensitive = true`/,
  },
  {
    kind: 'CloudFormation',
    path: 'stack.yaml',
    secret: `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  DBPassword:
    Type: String
    NoEcho: true
    Default: «PASS_WORD»
Resources:
  DB:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: «PASS_WORD»
`,
    twin: `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  DBPassword:
    Type: String
    NoEcho: true
Resources:
  DB:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}'
  Other:
    Properties:
      MasterUserPassword: !Ref DBPassword
      ManageMasterUserPassword: true
`,
    instead: /`\{\{resolve:secretsmanager:(?:db|master-user)-password\}\}`/,
  },
  {
    kind: 'parameters of ARM',
    path: 'azuredeploy.parameters.json',
    secret: '{\n  "parameters": {\n    "adminPassword": {\n      "value": "«PASS_WORD»"\n    }\n  }\n}\n',
    twin: '{\n  "parameters": {\n    "adminPassword": {\n      "reference": { "keyVault": { "id": "/x" }, "secretName": "adminPassword" }\n    }\n  }\n}\n',
    instead: /keyVault/,
  },
  {
    kind: 'Bicep',
    path: 'main.bicep',
    secret: "@secure()\nparam adminPassword string = '«PASS_WORD»'\n",
    twin: "@secure()\nparam adminPassword string\nvar other = vault.getSecret('adminPassword')\n",
    instead: /`adminPassword` with `@secure\(\)`/,
  },
  {
    kind: 'serverless',
    path: 'serverless.yml',
    secret: 'provider:\n  environment:\n    DB_PASSWORD: «PASS_WORD»\n',
    twin: 'provider:\n  environment:\n    DB_PASSWORD: ${ssm:/app/db/password}\n    API_TOKEN: ${env:API_TOKEN}\n',
    instead: /`\$\{ssm:/,
  },
  {
    kind: 'Pulumi',
    path: 'Pulumi.prod.yaml',
    secret: 'config:\n  app:dbPassword: «PASS_WORD»\n',
    twin: 'config:\n  app:dbPassword:\n    secure: AAABAJ0fQ1LZ4vQhZk7fPz1o8J5kQ0W3nS9c\n',
    instead: /`pulumi config set --secret dbPassword`/,
  },
  {
    kind: 'variables of Ansible',
    path: 'group_vars/all.yml',
    secret: 'ansible_become_pass: «PASS_WORD»\ndb_password: "«PASS_WORD»"\n',
    twin: `db_password: "{{ vault_db_password }}"
other_password: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  62313365396662343061393464336163383764373764613633653634306231386433626436623361
  6134333665353966363534333632666535333761666131620a663537646436643839616531643561
`,
    instead: /`ansible-vault encrypt_string/,
  },
  {
    kind: 'a Dockerfile',
    path: 'Dockerfile',
    secret: `FROM node
ENV DB_PASSWORD «PASS_WORD»
ENV A=b \\
    OTHER_PASSWORD="«PASS_WORD»"
ARG NPM_TOKEN=«TO_KEN»
RUN export API_TOKEN=«TO_KEN» && make
RUN echo 'root:«PASS_WORD»' | chpasswd
RUN <<EOF
export FOO_PASSWORD=«PASS_WORD»
EOF
`,
    twin: `FROM node
ENV DB_PASSWORD_FILE=/run/secrets/db
ARG NPM_TOKEN
ENV API_TOKEN=\${NPM_TOKEN}
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
RUN --mount=type=secret,id=api_token,env=API_TOKEN make
RUN echo "root:$ROOT_PASSWORD" | chpasswd
`,
    instead: /`RUN --mount=type=secret,id=\w+`/,
  },
  {
    kind: 'a dev container',
    path: '.devcontainer/devcontainer.json',
    secret: '{"containerEnv":{"DB_PASSWORD":"«PASS_WORD»"}}\n',
    twin: '{"containerEnv":{"DB_PASSWORD":"${localEnv:DB_PASSWORD}"}}\n',
    instead: /`\$\{localEnv:DB_PASSWORD\}`/,
  },
  {
    kind: 'GitHub Actions',
    path: '.github/workflows/ci.yml',
    secret: `env:
  DB_PASSWORD: «PASS_WORD»
jobs:
  a:
    steps:
      - uses: docker/login-action@v3
        with:
          password: «PASS_WORD»
      - run: echo «PASS_WORD» | docker login -u me --password-stdin
`,
    twin: `env:
  DB_PASSWORD: \${{ secrets.DB_PASSWORD }}
jobs:
  a:
    permissions: { id-token: write }
    steps:
      - uses: docker/login-action@v3
        with:
          password: \${{ secrets.GITHUB_TOKEN }}
      - run: echo "$TOKEN" | docker login -u me --password-stdin
`,
    instead: /`\$\{\{ secrets\.(?:DB_PASSWORD|PASSWORD|SECRET_NAME) \}\}`/,
  },
  {
    kind: 'GitLab CI',
    path: '.gitlab-ci.yml',
    secret: 'variables:\n  DB_PASSWORD: "«PASS_WORD»"\n  OTHER_PASSWORD:\n    value: "«PASS_WORD»"\n',
    twin: 'variables:\n  TOKEN: $CI_JOB_TOKEN\njob:\n  secrets:\n    DB_PASSWORD:\n      vault: prod/db/password@ops\n  script:\n    - docker login -u gitlab-ci-token -p $CI_JOB_TOKEN reg\n',
    instead: /`\$(?:DB|OTHER)_PASSWORD`.*masked/,
  },
  {
    kind: 'Jenkins',
    path: 'Jenkinsfile',
    secret: "pipeline {\n  environment {\n    DB_PASSWORD = '«PASS_WORD»'\n  }\n}\n",
    twin: `pipeline {
  environment {
    DB_PASSWORD = credentials('db-password-id')
  }
  stages { stage('x') { steps {
    withCredentials([string(credentialsId: 'deploy-token-id', variable: 'DEPLOY_TOKEN')]) { sh 'make' }
  } } }
}
`,
    instead: /`credentials\('db-password'\)`/,
  },
  {
    kind: 'CircleCI',
    path: '.circleci/config.yml',
    secret: 'jobs:\n  b:\n    docker:\n      - image: x\n        auth:\n          password: «PASS_WORD»\n',
    twin: 'jobs:\n  b:\n    docker:\n      - image: x\n        auth:\n          password: $DOCKERHUB_PASSWORD\n    context: [deploy]\n',
    instead: /`\$PASSWORD`.*context/,
  },
  {
    kind: 'Azure pipelines',
    path: 'azure-pipelines.yml',
    secret: 'variables:\n- name: dbPassword\n  value: «PASS_WORD»\n',
    twin: 'variables:\n- group: secrets\n- name: dbPassword\n  value: $(dbSecretPassword)\nsteps:\n- script: make\n  env:\n    TOKEN: $(System.AccessToken)\n',
    instead: /`\$\(DB_PASSWORD\)`/,
  },
  {
    kind: 'Bitbucket pipelines',
    path: 'bitbucket-pipelines.yml',
    secret: 'definitions:\n  services:\n    db:\n      variables:\n        POSTGRES_PASSWORD: «PASS_WORD»\n',
    twin: 'definitions:\n  services:\n    db:\n      variables:\n        POSTGRES_PASSWORD: $DB_PASSWORD\n',
    instead: /`\$POSTGRES_PASSWORD`.*secured/,
  },
  {
    kind: 'Travis',
    path: '.travis.yml',
    secret: 'deploy:\n  password: «PASS_WORD»\n',
    twin: 'deploy:\n  api_key:\n    secure: "Jf8dk3LmQ0Tq7vLm2xRw9zKd83hfK3nd83hdJf8dk3LmQ0Tq7vLm2xRw9zKd83hfK3nd83hd="\n',
    instead: /`secure:`/,
  },
  {
    kind: 'Drone',
    path: '.drone.yml',
    secret: 'steps:\n- name: publish\n  settings:\n    password: «PASS_WORD»\n',
    twin: 'steps:\n- name: publish\n  settings:\n    password:\n      from_secret: docker_password\n',
    instead: /`from_secret: password`/,
  },
  {
    kind: 'Woodpecker',
    path: '.woodpecker/build.yaml',
    secret: `when:
  - event: push
steps:
  - name: publish
    image: woodpeckerci/plugin-docker-buildx
    settings:
      username: builder
      password: «PASS_WORD»
    environment:
      DEPLOY_TOKEN: «TO_KEN»
    commands:
      - export DB_PASSWORD=«PASS_WORD»
`,
    twin: `when:
  - event: push
steps:
  - name: publish
    image: woodpeckerci/plugin-docker-buildx
    settings:
      username: builder
      password:
        from_secret: docker_password
    environment:
      DEPLOY_TOKEN:
        from_secret: deploy_token
    secrets: [docker_password, { source: deploy_token, target: API_TOKEN }]
    commands:
      - export DB_PASSWORD=$DOCKER_PASSWORD
      - echo "$\${API_TOKEN}" | docker login --password-stdin registry.corp.net
`,
    instead: /`from_secret: (?:password|deploy_token|db_password)`/,
  },
  {
    kind: 'Woodpecker in one file, steps by name',
    path: '.woodpecker.yml',
    secret: 'steps:\n  test:\n    environment:\n      - API_TOKEN=«TO_KEN»\n',
    twin: 'steps:\n  test:\n    environment:\n      API_TOKEN:\n        from_secret: api_token\n    secrets: [api_token]\n',
    instead: /`from_secret: api_token`/,
  },
  {
    kind: 'Terraform variables',
    path: 'env/prod.tfvars',
    secret: `region      = "eu-central-1"
db_password = "«PASS_WORD»"
tokens = {
  api_token = "«TO_KEN»"
}
`,
    twin: `region      = "eu-central-1"
db_password = ""
# api_token comes from TF_VAR_api_token
secret_name = "prod/db/password"
password_length = 24
tokens = {
  api_token = "<token>"
}
`,
    instead: /`TF_VAR_(?:db_password|api_token)`/,
  },
  {
    kind: 'Terraform variables in JSON',
    path: 'terraform.tfvars.json',
    secret: '{"region": "eu-central-1", "db_password": "«PASS_WORD»", "api_token": "«TO_KEN»"}',
    twin: '{"region": "eu-central-1", "db_password": "", "api_token": null, "password_length": 24}',
    instead: /`TF_VAR_(?:db_password|api_token)`/,
  },
];
