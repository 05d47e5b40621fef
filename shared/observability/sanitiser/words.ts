/**
 * What words say about what stands after them. A key is cut into its words first (`mothersMaidenName`, `zip_code`,
 * `last-name`), so each word stands here once, in lower case, glued forms that occur included. A word may stand in
 * several lists.
 */
export const WORD_LISTS = {
  name: 'first last name names surname surnames firstname lastname fullname middlename givenname familyname forename maiden nickname patientname membername guarantorname displayname familienname nachname vorname nombre nombres apellido apellidos nom prenom nome cognome sobrenome naam achternaam voornaam navn efternavn initials signatory kin given family',
  person:
    'patient patients person pt client mother father parent parents guardian spouse husband wife son daughter brother sister caregiver caretaker nurse physician doctor provider clinician surgeon therapist guarantor subscriber beneficiary insured dependent resident decedent donor recipient newborn infant baby chart paciente patientin witness employer contact relative aunt uncle grandmother grandfather partner attending registrar',
  title:
    'mr mrs ms miss dr prof rev sr sra srta herr frau mme mlle sir madam dear referred spoke examined treated transferred triaged vaccinated consulted admitted discharged seen counselled counseled diagnosed operated visited interviewed phoned notified informed attended resuscitated consent consented',
  date: 'dob dod birth born birthday birthdate birthyear dateofbirth birthdt death died deceased deathdate admit admitted admission discharge discharged admitdate dischargedate collected collection visit visited appointment appt encounter surgery procedure onset dos immunized vaccinated vaccination immunization expired geburtsdatum geboren geburtstag nacimiento naissance nascita nascimento geboortedatum fodselsdato diagnosed hospitalized deathtime effectivedatetime anniversary wedding',
  phone:
    'phone phones mobile cell cellphone tel telephone telecom phonenumber phoneno fax faxes faxed faxnumber pager callback sms dial dialed dialled whatsapp telefon telefono telefone telefoon handy landline msisdn voicemail called caller e164 homephone workphone',
  place:
    'address addresses addr address1 address2 addressline street city town county zip zipcode zip3 zip4 postal postcode postalcode plz precinct parish mailing residence lat lon lng latitude longitude coordinates geo geolocation gps location adresse direccion indirizzo endereco strasse ort wohnort ciudad ville cap codigopostal homeaddress streetaddress birthplace hometown neighborhood district village apartment',
  ident:
    'ssn ssns ss social tax taxpayer ehr emr socialsecurity socialsecuritynumber sin nino nhs nhsnumber mrn mrns medicalrecordnumber hicn mbi mpi empi eid csn fin taxid itin tin cpf dni nie curp aadhaar personnummer ahv insee codicefiscale medicare medicaid rxmemberid memberid subscriberid policynumber groupnumber accountnumber acctno iban dea npi driverslicense driverlicense dl passport vin hin imei imsi meid iccid udid udi idfa gaid serial serialnumber advertisingid deviceid patientid licenseplate licenceplate dbn unos studyid subjectid barcode wristband sn sozialversicherungsnummer versichertennummer krankenversicherungsnummer',
  idnoun:
    'member account acct policy insurance insurer subscriber plan card record rec chart case claim claims license licence certificate cert plate tag registration title vehicle car truck hull tail aircraft device implant pacemaker cpap pump monitor transmitter sample specimen biobank accession study subject trial visit encounter guarantor lot prosthesis meter watch sensor hicn bank routing check cheque debit credit healthcard health group prescription rx order referral authorization auth admission donor enrollment permit badge employee student military dod service voter pilot state mother lens catheter stent defibrillator kit tube vial cohort participant registry hospital identification invoice statement pharmacy locker licensed licenced enrollee unit plates',
  free: 'note notes comment comments justification narrative complaint complaints symptom symptoms diagnosis diagnoses dx medication medications meds drug drugs prescription allergy allergies history hpi impression assessment transcript remarks freetext description_of condition conditions procedure treatment_note findings interpretation disease problemlist reasonforvisit chiefcomplaint caption dictation scribe lab_result clinicalnotes progressnote therapy religion ethnicity',
  secret:
    'password passwd pwd passphrase secret secrets authorization bearer cookie apikey credential credentials signature privatekey plaintext otp pin cvv cvc accesskey sessiontoken refreshtoken accesstoken idtoken',
  media:
    'photo photos photograph image images picture pictures pic avatar selfie headshot portrait thumbnail mugshot scan xray facephoto dicom snapshot photourl video recording audio',
  bio: 'fingerprint fingerprints thumbprint iris irises retina retinal voiceprint voiceprints voice faceprint face facial biometric biometrics gait palm palmprint dna genome genotype genomic str handwriting strokes embedding embeddings vein minutiae keystroke earprint snp',
  net: 'ip ipv4 ipv6 ipaddress sourceip clientip remoteaddr remoteip xff forwarded remote peer rhost clientaddr ipaddr',
  url: 'url uri website homepage web portal link href blog profile facebook linkedin instagram twitter handle webpage site referer referrer',
  email:
    'email emails mail emailaddress courriel correo mailto emailaddr mails e-mail cc bcc recipient recipients sender dot',
  age: 'age aged alter edad alder leeftijd',
  device:
    'device devices advertising imei imsi udi serial mac bluetooth ble idfa gaid idfv android hardware transmitter implant',
  connect:
    'no nr num number numbers nbr id ids identifier is was are ending value of the for on at to reads equals code ref reference account with as in from her his their and new old called named name # under profile by security ending file credit debit print',
  safetail:
    'type types status state count counts size length len ms millis seconds sec secs bytes format version versions enabled verified valid validated required policy use used index total limit max min rate model class kind mode ttl schema role action system flag missing changed updated present hash_algorithm field fields column columns attempts attempt retries success failure errors level enum rule quality units unit cadence pages cost category categories worker outbound queue template map parser validator service config settings provider resolver handler lookup',
  safehead:
    'aws iam request req trace span correlation file filename host hostname table function service queue bucket region stack metric event error exception class method module package resource key alias tenant schema topic stream log stage runtime operation op app application cluster node pod container namespace image_tag repo repository branch build deploy release job task worker thread process pid field column parameter param variable env environment config setting policy_name role_name group_name domain server database db index consumer producer handler route path template header action rule test feature flag algorithm cipher protocol user cache lock certificate_name metric_name dimension shard partition dataset codename project suite timezone codec',
  unit: 'ms s sec secs second seconds min mins minute minutes hour hours h d days day week weeks byte bytes kb mb gb tb kib mib gib rows row records items item events event requests req times retries attempts pages percent px dpi hz usd eur messages files lines chars characters tokens points ops rps',
  safenum:
    'code codes port pid line lines row rows page pages seq sequence offset lag depth count attempt retry retries status code size len length version exp iat nbf epoch ts timestamp snowflake commit shard part errno section rfc took in after took duration elapsed bytes limit max min total http errorcode col column position ttl quota memory rev revision build release api kernel chrome safari firefox mozilla oid iso sp fips nist cpt icd ndc hcpcs loinc snomed rxnorm modifier target policyversion threshold worker thread batch chunk slot generation nonce range width height interval timeout backoff exit aws consumer lineno step v ver amount price level uptime cursor checkpoint block tcp udp every maxmemory gtin since instance expires expiry expiration effective deployed',
  month:
    'jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december januar februar marz mai juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier fevrier avril juin juillet aout septembre octobre novembre decembre',
  numword: 'zero oh one two three four five six seven eight nine double triple',
  street:
    'st street ave avenue rd road ln lane dr drive blvd boulevard ct court pl place way ter terrace hwy highway cir circle pkwy parkway sq square trl trail loop row aly alley strasse rue calle via',
  particle:
    'van von de da del della der den di du la le las los el al bin ibn binti abu ben bint dos das ter ten y e san santa mc mac st',
  when: 'date dates time day dt at on',
  box: 'psc cmr box pobox postfach apartado',
  versioned:
    'section version ver v release rfc oid api kernel chapter clause paragraph rev revision build sdk runtime chrome safari firefox node python java openssl postgres mysql redis nginx assembly file product',
  suffix: 'jr sr ii iii iv md phd rn esq do np pa dds dvm facp',
} as const;
